#include "tools/docketctl/setting/setting_files.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/testing/scratch_directory.h"

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SettingFilesOf : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  // What is told of the faults in `text`, without the folder.
  std::string FaultsOf(const std::string& text) {
    const auto files = ReadSettingFiles({Write("f.yaml", text)});
    EXPECT_TRUE(files.ok()) << files.status();
    std::string told = files->FaultsText();
    for (size_t at = 0; (at = told.find(directory_.path() + "/")) != told.npos;) {
      told.erase(at, directory_.path().size() + 1);
    }
    return told;
  }

  testing::ScratchDirectory directory_;
};

TEST_F(SettingFilesOf, AFolderAreItsYamlInTheOrderOfNames) {
  Write("2-teams.yaml", "name: first-line\nteam: {label: First line, pool: support}\n");
  Write("1-pools.yml",
        "name: support\npool: {label: Support}\n---\nname: sales\npool: {label: S}\n");
  Write("notes.txt", "dear diary");
  const auto files = ReadSettingFiles({directory_.path()});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_THAT(files->FaultsText(), IsEmpty());
  ASSERT_EQ(files->settings.size(), 3);
  EXPECT_EQ(Titled(files->settings[0].document), "pool support");
  EXPECT_EQ(Titled(files->settings[1].document), "pool sales");
  EXPECT_EQ(Titled(files->settings[2].document), "team first-line");
  EXPECT_EQ(files->settings[2].document.team().pool(), "support");
}

TEST_F(SettingFilesOf, WhatCannotBeReadIsNamed) {
  const auto missing = ReadSettingFiles({directory_ / "none.yaml"});
  EXPECT_THAT(missing.status().ToString(), HasSubstr("none.yaml cannot be opened"));
  const auto empty = ReadSettingFiles({directory_.path()});
  EXPECT_THAT(empty.status().ToString(), HasSubstr("has no *.yaml in it"));
  const auto twice = ReadSettingFiles({"-", "-"});
  EXPECT_THAT(twice.status().ToString(), HasSubstr("once only"));
  const auto large = ReadSettingFiles({Write("large.yaml", std::string(5 << 20, '#'))});
  EXPECT_THAT(large.status().ToString(), HasSubstr("has more than 4194304 bytes"));
}

TEST_F(SettingFilesOf, AFileWithoutADocumentIsAFault) {
  EXPECT_EQ(FaultsOf("# later\n"), "f.yaml:1:1: holds no document\n");
}

TEST_F(SettingFilesOf, AllFaultsOfAllDocumentsAreToldInOrder) {
  EXPECT_EQ(FaultsOf("name: a\n"
                     "team: {lable: x}\n"
                     "---\n"
                     "name: b\n"
                     "taem: {label: x}\n"
                     "---\n"
                     "name: c\n"
                     "---\n"
                     "- just\n"
                     "- a list\n"
                     "---\n"
                     "name: a\n"
                     "team: {label: x}\n"),
            "f.yaml:2:8: team a: team.lable is no field there: do you mean 'label'?\n"
            "f.yaml:5:1: b: taem is no field there: do you mean 'team'?\n"
            "f.yaml:7:1: c: kind is missing: give one of " +
                SettingKinds() +
                "\n"
                "f.yaml:9:1: must be a map of its fields: name, " +
                SettingKinds() +
                "\n"
                "f.yaml:12:1: team a: stands twice, first at f.yaml:1: leave one of them out\n");
}

TEST_F(SettingFilesOf, TwoKindsInOneDocumentAreRefused) {
  EXPECT_THAT(FaultsOf("name: a\npool: {label: x}\nteam: {label: x}\n"),
              HasSubstr("f.yaml:3:1: pool a: team excludes 'pool'"));
}

TEST_F(SettingFilesOf, AFaultOfTheServerStandsAtItsFieldUnlessItIsToldAlready) {
  auto files = ReadSettingFiles({Write(
      "f.yaml", "name: a\nteam: {label: [x]}\n---\nname: b\nteam:\n  label: x\n  pool: y\n")});
  ASSERT_TRUE(files.ok()) << files.status();
  files->AddFault(0, "team.label", "1 to 100 characters");
  files->AddFault(1, "team.pool", "the name of a pool in force");
  EXPECT_EQ(files->faults.size(), 2);
  EXPECT_THAT(files->FaultsText(),
              HasSubstr("f.yaml:2:15: team a: team.label must be one value\n"));
  EXPECT_THAT(files->FaultsText(),
              HasSubstr("f.yaml:7:9: team b: team.pool must be the name of a pool in force\n"));
}

}  // namespace
}  // namespace docket::docketctl
