#pragma once

// Files to import: as they are, or decoded on the way if their name ends in `.xz`. Several xz
// streams in one file are read as one text, as `xzcat` reads them. A decoder holds at most 256 MiB,
// which is enough for every preset of `xz`.

#include <filesystem>
#include <memory>

#include "libs/base/status.h"
#include "tools/docketctl/import/byte_input.h"

namespace docket::docketctl {

// Opens `path`. NOT_FOUND if there is no such file, UNAVAILABLE if it cannot be opened. Reads of a
// file that is not xz, damaged or cut short give DATA_LOSS and name the file.
absl::StatusOr<std::unique_ptr<ByteInput>> OpenInput(const std::filesystem::path& path);

}  // namespace docket::docketctl
