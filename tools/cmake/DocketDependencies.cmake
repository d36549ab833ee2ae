# What Docket builds with, all from the distribution: Debian 12 or 13.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2")  # Without NDEBUG: assertions stay on in releases.

find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(utf8cpp CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(date CONFIG REQUIRED)
find_package(LibLZMA REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(rapidcheck CONFIG REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_package(PkgConfig REQUIRED)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(RDKAFKA_CPP REQUIRED IMPORTED_TARGET rdkafka++)
# The services' allocator: a sixth less CPU per ticket than glibc's. Sanitizers bring their own.
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

# Debian 12 names the target without a namespace, Debian 13 with one.
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()

# google/rpc protos come as plain files with a package, none is kept in the tree.
set(DOCKET_GOOGLEAPIS /usr/share/gocode/src/github.com/gogo/googleapis)

if(DOCKET_SANITIZE)
  add_compile_options(-fsanitize=${DOCKET_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DOCKET_SANITIZE})
  if(DOCKET_SANITIZE MATCHES undefined)
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

# Links in a third of the default linker's time. It would leave its work to a process of its own,
# whose time nobody counts.
find_program(DOCKET_MOLD mold)
if(DOCKET_MOLD)
  add_link_options(-fuse-ld=mold -Wl,--no-fork)
endif()

if(DOCKET_TIDY)
  # clang counts a change of sign as a conversion, which g++ and so our -Wconversion do not; and it
  # tells of extensions in macros of librdkafka.
  set(CMAKE_CXX_CLANG_TIDY ${CMAKE_SOURCE_DIR}/tools/lint/tidy --quiet
      --extra-arg=-Wno-sign-conversion
      --extra-arg=-Wno-gnu-statement-expression-from-macro-expansion)
endif()
