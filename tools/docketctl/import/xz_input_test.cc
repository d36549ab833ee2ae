#include "tools/docketctl/import/xz_input.h"

#include <array>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lzma.h>

namespace docket::docketctl {
namespace {

using ::testing::HasSubstr;

std::string Compress(const std::string& text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC64, nullptr,
                                    reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                                    reinterpret_cast<uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

// Text that neither compresses well nor fits one read.
std::string LongText() {
  std::string text;
  uint32_t state = 1;
  while (text.size() < 300'000) {
    state = state * 1664525u + 1013904223u;
    text += static_cast<char>(state >> 24);
  }
  return text;
}

std::filesystem::path Write(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

absl::StatusOr<std::string> ReadAll(const std::filesystem::path& path) {
  DOCKET_ASSIGN_OR_RETURN(const auto input, OpenInput(path));
  std::string text;
  std::array<char, 1000> chunk;
  while (true) {
    DOCKET_ASSIGN_OR_RETURN(const size_t size, input->Read(chunk));
    if (size == 0) return text;
    text.append(chunk.data(), size);
  }
}

TEST(XzInput, DecodesWhatItsNameSaysIsXz) {
  const std::string text = LongText();
  EXPECT_EQ(ReadAll(Write("whole.xz", Compress(text))).value(), text);
}

TEST(XzInput, ReadsStreamsOneBehindTheOther) {
  EXPECT_EQ(ReadAll(Write("two.xz", Compress("one,") + Compress("two"))).value(), "one,two");
}

TEST(XzInput, GivesOtherFilesAsTheyAre) {
  EXPECT_EQ(ReadAll(Write("plain.csv", "a,b\n1,2\n")).value(), "a,b\n1,2\n");
}

TEST(XzInput, RefusesAStreamCutShortAnywhere) {
  const std::string whole = Compress("a,b\n1,2\n");
  for (size_t size = 0; size < whole.size(); ++size) {
    const absl::Status status = ReadAll(Write("cut.xz", whole.substr(0, size))).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << size;
    EXPECT_THAT(std::string(Message(status)), HasSubstr("cut.xz is cut short")) << size;
  }
}

TEST(XzInput, RefusesAStreamWithADamagedByte) {
  std::string bytes = Compress(LongText());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  const absl::Status status = ReadAll(Write("damaged.xz", bytes)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("damaged.xz is damaged"));
}

TEST(XzInput, RefusesPlainTextNamedXz) {
  const absl::Status status = ReadAll(Write("text.csv.xz", "a,b\n1,2\nmore text\n")).status();
  EXPECT_THAT(std::string(Message(status)), HasSubstr("text.csv.xz is not an xz file"));
}

TEST(XzInput, NamesAFileThatIsNotThere) {
  const absl::Status status = ReadAll("/nonexistent/data.csv").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("/nonexistent/data.csv"));
}

TEST(XzInput, RefusesADirectory) {
  EXPECT_EQ(ReadAll(::testing::TempDir()).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace docket::docketctl
