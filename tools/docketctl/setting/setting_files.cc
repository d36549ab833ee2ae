#include "tools/docketctl/setting/setting_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <istream>
#include <map>
#include <system_error>
#include <tuple>
#include <utility>

#include "libs/setting/document.h"
#include "tools/docketctl/setting/yaml_message.h"

namespace docket::docketctl {
namespace {

namespace fs = std::filesystem;
using setting::v1::Document;

// Much more than documents for one call may have, with all their comments.
constexpr size_t kFileBytesMax = 4 << 20;
// Who has more of them mends the first ones and asks again.
constexpr size_t kFaultsShownMax = 100;

absl::StatusOr<std::vector<std::string>> FilesOf(const std::string& path) {
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return std::vector{path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    const std::string ending = entry.path().extension().string();
    if (ending == ".yaml" || ending == ".yml") files.push_back(entry.path().string());
  }
  if (error) return InvalidArgument("the folder " + path + " cannot be read: " + error.message());
  if (files.empty()) return InvalidArgument("the folder " + path + " has no *.yaml in it");
  std::ranges::sort(files);
  return files;
}

absl::StatusOr<std::string> ReadAll(std::istream& in, const std::string& name) {
  std::string text(kFileBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  if (in.bad() || (in.fail() && !in.eof())) return InvalidArgument(name + " cannot be read");
  if (text.size() > kFileBytesMax) {
    return InvalidArgument(name + " has more than " + std::to_string(kFileBytesMax) +
                           " bytes: apply it in parts");
  }
  return text;
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  if (path == "-") return ReadAll(std::cin, "standard input");
  std::ifstream in(path, std::ios::binary);
  if (!in.is_open()) {
    return InvalidArgument("the file " + path + " cannot be opened: check its name and rights");
  }
  return ReadAll(in, "the file " + path);
}

// Whether `fault` is why a document has no kind: it is no map, or its kind is none that there is.
bool IsOfKind(const YamlFault& fault) {
  return fault.field != "name" && fault.field.find('.') == std::string::npos;
}

// Takes the documents of the file `index`, whose text is `text`.
void AddFile(size_t index, const std::string& text, SettingFiles& files) {
  YamlFile parsed = ParseYaml(text);
  files.whole &= parsed.whole;
  for (YamlFault& fault : parsed.faults) {
    files.faults.push_back({index, std::nullopt, fault.place, "", std::move(fault.text)});
  }
  if (parsed.whole && parsed.documents.empty()) {
    files.faults.push_back({index, std::nullopt, {}, "", "holds no document"});
  }
  for (YamlNode& root : parsed.documents) {
    WrittenSetting written{index, std::move(root), {}};
    std::vector<YamlFault> faults;
    FillFromYaml(written.root, written.document, faults);
    const bool told = std::ranges::any_of(faults, &IsOfKind);
    if (written.document.kind_case() == Document::KIND_NOT_SET && !told) {
      faults.push_back({written.root.place, "kind", "is missing: give one of " + SettingKinds()});
    }
    const std::string title = Titled(written.document);
    for (YamlFault& fault : faults) {
      std::string text_before = title.empty() ? "" : title + ": ";
      if (!fault.field.empty()) text_before += fault.field + " ";
      files.faults.push_back(
          {index, files.settings.size(), fault.place, fault.field, text_before + fault.text});
    }
    files.settings.push_back(std::move(written));
  }
}

void RefuseTwice(SettingFiles& files) {
  std::map<std::string, const WrittenSetting*> met;
  for (size_t i = 0; i < files.settings.size(); ++i) {
    const WrittenSetting& written = files.settings[i];
    const Document& document = written.document;
    if (document.name().empty() || document.kind_case() == Document::KIND_NOT_SET) continue;
    const auto [first, fresh] = met.emplace(Titled(document), &written);
    if (fresh) continue;
    const WrittenSetting& other = *first->second;
    files.faults.push_back({written.file, i, written.root.place, "name",
                            Titled(document) + ": stands twice, first at " +
                                files.names[other.file] + ":" +
                                std::to_string(other.root.place.line) + ": leave one of them out"});
  }
}

}  // namespace

void SettingFiles::AddFault(size_t index, std::string_view field, std::string_view rule) {
  const WrittenSetting& written = settings.at(index);
  const bool told = std::ranges::any_of(faults, [&](const SettingFault& fault) {
    return fault.setting == index && fault.field == field;
  });
  if (told) return;
  const std::string title = Titled(written.document);
  faults.push_back(
      {written.file, index, PlaceOf(written.root, field), std::string(field),
       (title.empty() ? "" : title + ": ") + std::string(field) + " must be " + std::string(rule)});
}

std::string SettingFiles::FaultsText() const {
  std::vector<SettingFault> sorted = faults;
  std::ranges::stable_sort(sorted, {}, [](const SettingFault& fault) {
    return std::tuple(fault.file, fault.place.line, fault.place.column);
  });
  std::string text;
  for (size_t i = 0; i < std::min(sorted.size(), kFaultsShownMax); ++i) {
    const SettingFault& fault = sorted[i];
    text += names.at(fault.file) + ":" + std::to_string(fault.place.line) + ":" +
            std::to_string(fault.place.column) + ": " + fault.text + "\n";
  }
  if (sorted.size() > kFaultsShownMax) {
    text += "and " + std::to_string(sorted.size() - kFaultsShownMax) + " more\n";
  }
  return text;
}

absl::StatusOr<SettingFiles> ReadSettingFiles(const std::vector<std::string>& paths) {
  if (std::ranges::count(paths, "-") > 1) return InvalidArgument("-f - can be given once only");
  SettingFiles files;
  for (const std::string& path : paths) {
    DOCKET_ASSIGN_OR_RETURN(const std::vector<std::string> found, FilesOf(path));
    for (const std::string& file : found) {
      DOCKET_ASSIGN_OR_RETURN(const std::string text, ReadText(file));
      files.names.push_back(file == "-" ? "(standard input)" : file);
      AddFile(files.names.size() - 1, text, files);
    }
  }
  RefuseTwice(files);
  return files;
}

std::string Titled(const Document& document) {
  const std::string kind(setting::KindOf(document));
  return kind + (kind.empty() || document.name().empty() ? "" : " ") + document.name();
}

std::string SettingKinds() {
  const google::protobuf::Descriptor& type = *Document::descriptor();
  std::string kinds;
  for (int i = 0; i < type.field_count(); ++i) {
    if (type.field(i)->real_containing_oneof() == nullptr) continue;
    kinds += (kinds.empty() ? "" : ", ") + type.field(i)->name();
  }
  return kinds;
}

}  // namespace docket::docketctl
