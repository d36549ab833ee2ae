#include "tools/docketctl/import/xz_input.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lzma.h>

namespace docket::docketctl {
namespace {

constexpr uint64_t kDecoderMemoryBytesMax = 256 << 20;
constexpr size_t kChunkBytes = 64 << 10;

class FileInput : public ByteInput {
 public:
  FileInput(std::FILE* file, std::string path) : file_(file), path_(std::move(path)) {}

  absl::StatusOr<size_t> Read(std::span<char> into) override {
    const size_t size = std::fread(into.data(), 1, into.size(), file_.get());
    if (size == 0 && std::ferror(file_.get()) != 0) {
      return Unavailable("cannot read " + path_ + ": " + std::strerror(errno));
    }
    return size;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::string path_;
};

// What a decoder's refusal means to somebody who has only the file.
std::string_view Explain(lzma_ret code) {
  switch (code) {
    case LZMA_FORMAT_ERROR: return "not an xz file";
    case LZMA_BUF_ERROR: return "cut short: the xz stream does not end";
    case LZMA_MEMLIMIT_ERROR: return "needs more than 256 MiB to decode";
    case LZMA_OPTIONS_ERROR: return "written with xz options that are not supported";
    default: return "damaged: the xz stream does not decode";
  }
}

class XzInput : public ByteInput {
 public:
  XzInput(std::unique_ptr<ByteInput> compressed, std::string path)
      : compressed_(std::move(compressed)), path_(std::move(path)), chunk_(kChunkBytes) {}
  ~XzInput() override { lzma_end(&stream_); }
  XzInput(const XzInput&) = delete;
  XzInput& operator=(const XzInput&) = delete;

  absl::Status Start() {
    const lzma_ret code = lzma_stream_decoder(&stream_, kDecoderMemoryBytesMax, LZMA_CONCATENATED);
    return code == LZMA_OK ? absl::OkStatus() : ResourceExhausted("no memory to decode " + path_);
  }

  absl::StatusOr<size_t> Read(std::span<char> into) override {
    stream_.next_out = reinterpret_cast<uint8_t*>(into.data());
    stream_.avail_out = into.size();
    while (!ended_ && stream_.avail_out == into.size()) DOCKET_RETURN_IF_ERROR(Decode());
    return into.size() - stream_.avail_out;
  }

 private:
  // One turn of the decoder, with more compressed bytes if it has used up those it got.
  absl::Status Decode() {
    if (stream_.avail_in == 0 && !drained_) DOCKET_RETURN_IF_ERROR(Refill());
    const lzma_ret code = lzma_code(&stream_, drained_ ? LZMA_FINISH : LZMA_RUN);
    ended_ = code == LZMA_STREAM_END;
    if (code == LZMA_OK || ended_) return absl::OkStatus();
    return DataLoss(path_ + " is " + std::string(Explain(code)));
  }

  absl::Status Refill() {
    DOCKET_ASSIGN_OR_RETURN(const size_t size, compressed_->Read(chunk_));
    stream_.next_in = reinterpret_cast<const uint8_t*>(chunk_.data());
    stream_.avail_in = size;
    drained_ = size == 0;
    return absl::OkStatus();
  }

  std::unique_ptr<ByteInput> compressed_;
  std::string path_;
  std::vector<char> chunk_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
  bool drained_ = false;  // No compressed bytes are left.
  bool ended_ = false;    // The decoder has given everything.
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteInput>> OpenInput(const std::filesystem::path& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    const int error = errno;
    const std::string message = "cannot open " + path.string() + ": " + std::strerror(error);
    return error == ENOENT ? NotFound(message) : Unavailable(message);
  }
  auto plain = std::make_unique<FileInput>(file, path.string());
  if (path.extension() != ".xz") return plain;
  auto decoded = std::make_unique<XzInput>(std::move(plain), path.string());
  DOCKET_RETURN_IF_ERROR(decoded->Start());
  return decoded;
}

}  // namespace docket::docketctl
