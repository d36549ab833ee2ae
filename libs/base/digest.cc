#include "libs/base/digest.h"

#include <algorithm>
#include <memory>

#include <openssl/evp.h>

#include "libs/base/big_endian.h"
#include "libs/base/check.h"

namespace docket {
namespace {

// Fetching the algorithm anew costs as much as hashing 300 bytes, so each thread keeps it.
class Hasher {
 public:
  Hasher() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
    DOCKET_CHECK(algorithm_ != nullptr && context_ != nullptr);
  }

  void Begin() { DOCKET_CHECK(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1); }
  void Add(std::string_view bytes) {
    DOCKET_CHECK(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
  }
  Sha256Bytes End() {
    Sha256Bytes out;
    unsigned size = 0;
    DOCKET_CHECK(EVP_DigestFinal_ex(context_.get(), out.data(), &size) == 1);
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, Free> algorithm_;
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Hasher& ThreadHasher() {
  thread_local Hasher hasher;
  return hasher;
}

}  // namespace

Sha256Bytes Sha256(std::string_view bytes) {
  Hasher& hasher = ThreadHasher();
  hasher.Begin();
  hasher.Add(bytes);
  return hasher.End();
}

Digest Digest::Of(std::string_view bytes) {
  Sha256Bytes whole = Sha256(bytes);
  Digest digest;
  std::copy_n(whole.begin(), kSize, digest.bytes_.begin());
  return digest;
}

Digest Digest::FromBytes(std::string_view bytes) {
  Digest digest;
  if (bytes.size() == kSize) std::copy(bytes.begin(), bytes.end(), digest.bytes_.begin());
  return digest;
}

std::string Digest::hex() const { return Hex(bytes()); }

Sha256Bytes HashParts(std::span<const std::string_view> parts) {
  Hasher& hasher = ThreadHasher();
  hasher.Begin();
  for (std::string_view part : parts) {
    std::string length;
    PutU32(length, static_cast<uint32_t>(part.size()));
    hasher.Add(length);
    hasher.Add(part);
  }
  return hasher.End();
}

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char c : bytes) {
    out += kDigits[static_cast<uint8_t>(c) >> 4];
    out += kDigits[static_cast<uint8_t>(c) & 15];
  }
  return out;
}

}  // namespace docket
