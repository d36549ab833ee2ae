# Headers that are compiled once for all units of a layer instead of in each. They are what most
# units of the layer include anyway: a unit still includes what it uses, and the tidy preset, which
# goes without, finds what it left out.

set(CMAKE_DISABLE_PRECOMPILE_HEADERS ${DOCKET_TIDY})

# Only units with the same flags can take a precompiled header. Some packages bring this one.
add_compile_options(-pthread)

# docket_precompiled(LAYER HEADERS ... DEPS ... [OPTIONS ...]) compiles HEADERS for
# docket_take_precompiled, with the OPTIONS of the units that take them.
function(docket_precompiled layer)
  cmake_parse_arguments(arg "" "" "HEADERS;DEPS;OPTIONS" ${ARGN})
  set(unit ${CMAKE_BINARY_DIR}/precompiled/${layer}.cc)
  file(CONFIGURE OUTPUT ${unit} CONTENT "")
  add_library(docket_precompiled_${layer} OBJECT ${unit})
  # Warnings are flags too: -Wpedantic takes a macro away.
  target_compile_options(docket_precompiled_${layer} PRIVATE ${DOCKET_WARNINGS} ${arg_OPTIONS})
  target_link_libraries(docket_precompiled_${layer} PRIVATE ${arg_DEPS})
  target_precompile_headers(docket_precompiled_${layer} PRIVATE ${arg_HEADERS})
endfunction()

# docket_take_precompiled(TARGET KIND GRPC) has the units of TARGET, which are the product or a test
# as KIND says, begin with the headers of their layer: that with gRPC if GRPC is true.
function(docket_take_precompiled target kind grpc)
  if(grpc)
    set(kind ${kind}_grpc)
  endif()
  target_precompile_headers(${target} REUSE_FROM docket_precompiled_${kind})
endfunction()

set(common <algorithm> <array> <chrono> <cstdint> <deque> <functional> <iostream> <map> <memory>
           <mutex> <optional> <set> <string> <string_view> <utility> <vector>
           <absl/status/statusor.h>
           <google/protobuf/message.h> <google/protobuf/timestamp.pb.h>)
# Pure code takes this layer, which therefore has neither log, store nor gRPC.
docket_precompiled(product HEADERS ${common} DEPS absl::statusor protobuf::libprotobuf)
docket_precompiled(product_grpc HEADERS ${common} <grpcpp/grpcpp.h> DEPS absl::statusor gRPC::grpc++)
docket_precompiled(test HEADERS ${common} <gmock/gmock.h> <gtest/gtest.h>
  DEPS absl::statusor protobuf::libprotobuf GTest::gmock OPTIONS ${DOCKET_TEST_OPTIONS})
docket_precompiled(test_grpc HEADERS ${common} <gmock/gmock.h> <grpcpp/grpcpp.h> <gtest/gtest.h>
  DEPS absl::statusor gRPC::grpc++ GTest::gmock OPTIONS ${DOCKET_TEST_OPTIONS})
