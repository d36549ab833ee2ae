#pragma once

// Pages of lists: how large they may be, and the tokens by which the next one is asked for.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "libs/base/status.h"

namespace docket::api {

// A page ends when its answer has this size, so that every client can take it.
inline constexpr size_t kPageBytesMax = 1 << 20;
// Rows looked at for one page; after them it ends, however few were found.
inline constexpr size_t kPageRowsMax = 10'000;

// How many things a page has at most if `page_size` was asked for: 50 if 0, never more than 1,000.
// INVALID_ARGUMENT if it is negative.
absl::StatusOr<size_t> PageSizeOf(int32_t page_size);

// The token of the page that begins behind `place`, of the list that `query` describes.
std::string EncodePageToken(std::string_view query, std::string_view place);

// The place behind which the page of `token` begins; empty for the first page, which has none.
// INVALID_ARGUMENT if the token was given out for another query, or was altered since: none that
// was not made up on purpose, digests and all, is taken.
absl::StatusOr<std::string> DecodePageToken(std::string_view query, std::string_view token);

}  // namespace docket::api
