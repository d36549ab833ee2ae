#include "libs/eventing/commit.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include "libs/base/check.h"

namespace docket::eventing {
namespace {

using google::protobuf::io::CodedInputStream;
using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::StringOutputStream;

// No message of ours nests deeper.
constexpr int kDepthMax = 16;
// What the row of an aggregate can hold.
constexpr size_t kTenantBytesMax = 65'535;

// The header alone, the first field of every commit, for bytes whose rest cannot be read.
bool ParseHeader(std::string_view bytes, CommitHeader& header) {
  using google::protobuf::internal::WireFormatLite;
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  constexpr uint32_t kHeaderTag =
      WireFormatLite::MakeTag(1, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  uint32_t size = 0;
  if (input.ReadTag() != kHeaderTag || !input.ReadVarint32(&size)) return false;
  const auto begin = static_cast<size_t>(input.CurrentPosition());
  return size <= bytes.size() - begin && ParseBounded(bytes.substr(begin, size), header);
}

bool NamesCommit(const CommitHeader& header, std::string_view key) {
  return header.version() > 0 && header.aggregate_id() == key && !header.tenant().empty() &&
         header.tenant().size() <= kTenantBytesMax;
}

}  // namespace

bool ParseBounded(std::string_view bytes, Message& message) {
  CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                         static_cast<int>(bytes.size()));
  input.SetRecursionLimit(kDepthMax);
  return message.ParseFromCodedStream(&input) && input.ConsumedEntireMessage();
}

ReadCommitResult ReadCommit(const AggregateKind& kind, std::string_view key, std::string bytes) {
  ReadCommitResult result;
  std::unique_ptr<Message> message = kind.NewCommit();
  const bool parsed = ParseBounded(bytes, *message);
  result.commit.bytes = std::move(bytes);
  if (!parsed) {
    message->Clear();
    if (!ParseHeader(result.commit.bytes, kind.MutableHeaderOf(*message))) return result;
  }
  if (!NamesCommit(kind.HeaderOf(*message), key)) return result;
  result.readability =
      parsed && kind.KnowsEvents(*message) ? Readability::kReadable : Readability::kUnknownEvents;
  result.commit.digest = Digest::Of(result.commit.bytes);
  result.commit.message = std::move(message);
  return result;
}

Commit WithoutEvents(const AggregateKind& kind, Commit commit) {
  std::unique_ptr<Message> message = kind.NewCommit();
  kind.MutableHeaderOf(*message) = commit.header(kind);
  commit.message = std::move(message);
  return commit;
}

absl::StatusOr<Commit> ReadStoredCommit(const AggregateKind& kind, std::string_view key,
                                        std::string bytes) {
  ReadCommitResult read = ReadCommit(kind, key, std::move(bytes));
  switch (read.readability) {
    case Readability::kReadable: return std::move(read.commit);
    case Readability::kUnknownEvents: return WithoutEvents(kind, std::move(read.commit));
    case Readability::kNoHeader: break;
  }
  return DataLoss("a commit of " + std::string(key) + " cannot be read from the store");
}

Commit WriteCommit(std::unique_ptr<Message> message) {
  Commit commit;
  commit.bytes = SerializeDeterministic(*message);
  commit.digest = Digest::Of(commit.bytes);
  commit.message = std::move(message);
  return commit;
}

bool ReadsBack(const AggregateKind& kind, const Commit& commit) {
  const std::unique_ptr<Message> message = kind.NewCommit();
  return ParseBounded(commit.bytes, *message) && kind.KnowsEvents(*message) &&
         NamesCommit(kind.HeaderOf(*message), commit.header(kind).aggregate_id());
}

std::string SerializeDeterministic(const Message& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  StringOutputStream stream(&bytes);
  {
    CodedOutputStream output(&stream);
    output.SetSerializationDeterministic(true);
    DOCKET_CHECK(message.SerializeToCodedStream(&output));
  }
  return bytes;
}

}  // namespace docket::eventing
