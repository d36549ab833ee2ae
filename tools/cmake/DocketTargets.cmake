# The ways a target is made. Folders list their files by name.

set(DOCKET_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# Libraries and services check each pointer that they follow. In programs that test them this took
# two fifths of the time to compile them, and AddressSanitizer finds there what matters.
if(DOCKET_SANITIZE MATCHES undefined)
  set(DOCKET_TEST_OPTIONS -fno-sanitize=alignment,null,object-size,vptr)
endif()

# Every test that TSan runs: those that link neither gRPC nor a whole service.
add_custom_target(docket_thread_tests)

# docket_library(NAME [GRPC] [HEADERS ...] [SOURCES ...] [PUBLIC ...] [PRIVATE ...])
# makes docket_NAME, known as docket::NAME. Without sources it is header-only. GRPC is for a library
# that links gRPC and whose units include it, which is then compiled for them beforehand
# (DocketPrecompiled.cmake).
function(docket_library name)
  cmake_parse_arguments(arg "GRPC" "" "HEADERS;SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target docket_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_compile_options(${target} PRIVATE ${DOCKET_WARNINGS})
    target_link_libraries(${target} PRIVATE ${arg_PRIVATE})
    docket_take_precompiled(${target} product "${arg_GRPC}")
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${arg_HEADERS})
  target_link_libraries(${target} ${scope} ${arg_PUBLIC})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ${DOCKET_TIDY_HEADERS})
  add_library(docket::${name} ALIAS ${target})
endfunction()

if(DOCKET_TIDY)
  set(DOCKET_TIDY_HEADERS ON)
else()
  set(DOCKET_TIDY_HEADERS OFF)
endif()

# docket_proto(NAME [GRPC] [ROOT dir] PROTOS ... [DEPS ...])
# generates messages as docket::NAME, or stubs with GRPC. PROTOS are paths below ROOT, which is
# proto/ unless given; what lies there is published and goes into the descriptor set. Generated code is
# exempt from warnings, tidy and sanitizers.
function(docket_proto name)
  cmake_parse_arguments(arg "GRPC" "ROOT" "PROTOS;DEPS" ${ARGN})
  if(NOT arg_ROOT)
    set(arg_ROOT ${CMAKE_SOURCE_DIR}/proto)
    set_property(GLOBAL APPEND PROPERTY DOCKET_PUBLISHED_PROTOS ${arg_PROTOS})
  endif()
  set(out ${CMAKE_BINARY_DIR}/gen)
  file(MAKE_DIRECTORY ${out})
  set(infix pb)
  set(generate --cpp_out=${out})
  if(arg_GRPC)
    set(infix grpc.pb)
    set(generate --grpc_out=${out} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
  endif()
  set(sources)
  foreach(proto ${arg_PROTOS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    add_custom_command(
      OUTPUT ${out}/${stem}.${infix}.cc ${out}/${stem}.${infix}.h
      COMMAND protobuf::protoc -I${arg_ROOT} -I${CMAKE_SOURCE_DIR}/proto -I${CMAKE_SOURCE_DIR}
              -I${DOCKET_GOOGLEAPIS} ${generate} ${proto}
      DEPENDS ${arg_ROOT}/${proto}
      VERBATIM)
    list(APPEND sources ${out}/${stem}.${infix}.cc)
  endforeach()
  set(target docket_${name})
  add_library(${target} STATIC ${sources})
  target_include_directories(${target} SYSTEM PUBLIC ${out})
  target_compile_options(${target} PRIVATE -w -O1 -fno-sanitize=all)
  set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "" VERIFY_INTERFACE_HEADER_SETS OFF)
  target_link_libraries(${target} PUBLIC protobuf::libprotobuf ${arg_DEPS})
  if(arg_GRPC)
    target_link_libraries(${target} PUBLIC gRPC::grpc++)
  endif()
  add_library(docket::${name} ALIAS ${target})
endfunction()

# docket_descriptor_set(FILE) makes build/<preset>/FILE, which describes all published messages and what
# they import, with their comments: for programs that have no code generated from them.
function(docket_descriptor_set file)
  get_property(protos GLOBAL PROPERTY DOCKET_PUBLISHED_PROTOS)
  list(REMOVE_DUPLICATES protos)
  list(SORT protos)
  list(TRANSFORM protos PREPEND ${CMAKE_SOURCE_DIR}/proto/ OUTPUT_VARIABLE sources)
  set(out ${CMAKE_BINARY_DIR}/${file})
  cmake_path(GET out PARENT_PATH folder)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${out}
    COMMAND protobuf::protoc -I${CMAKE_SOURCE_DIR}/proto --include_imports --include_source_info
            --descriptor_set_out=${out} ${protos}
    DEPENDS ${sources}
    VERBATIM)
  add_custom_target(docket_descriptor_set ALL DEPENDS ${out})
endfunction()

# docket_service(NAME [GRPC] SOURCES ... DEPS ...) makes the program docket-NAME, or NAME as it stands
# if it already begins with docket, in build/<preset>/bin. GRPC is as above.
function(docket_service name)
  cmake_parse_arguments(arg "GRPC" "" "SOURCES;DEPS" ${ARGN})
  if(NOT name MATCHES "^docket")
    set(name docket-${name})
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_compile_options(${name} PRIVATE ${DOCKET_WARNINGS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS})
  docket_take_precompiled(${name} product "${arg_GRPC}")
  docket_allocator(${name})
endfunction()

# docket_allocator(NAME) has the program NAME allocate as the services do.
function(docket_allocator name)
  if(NOT DOCKET_SANITIZE)
    target_link_libraries(${name} PRIVATE PkgConfig::JEMALLOC)
  endif()
endfunction()

# docket_test_program(NAME [GRPC] SOURCES ... DEPS ...) makes NAME in build/<preset>/tests: what tests
# the product, is run beside it or drives it. GRPC is as above.
function(docket_test_program name)
  cmake_parse_arguments(arg "GRPC" "" "SOURCES;DEPS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${DOCKET_WARNINGS} ${DOCKET_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE ${arg_DEPS} GTest::gmock)  # Its headers are precompiled.
  docket_take_precompiled(${name} test "${arg_GRPC}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
endfunction()

# docket_test(NAME [GRPC] [THREADS] [TIMEOUT seconds] SOURCES ... DEPS ...) makes NAME and runs it under
# ctest. GRPC is as above; THREADS marks a test that TSan is to run.
function(docket_test name)
  cmake_parse_arguments(arg "GRPC;THREADS" "TIMEOUT" "SOURCES;DEPS" ${ARGN})
  set(grpc)  # Not a caller's.
  if(arg_GRPC)
    set(grpc GRPC)
  endif()
  docket_test_program(${name} ${grpc}
    SOURCES ${arg_SOURCES} DEPS ${arg_DEPS} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  # What may take longest begins first, so that none of it is left to run alone.
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} COST ${arg_TIMEOUT})
  if(arg_THREADS)
    set_tests_properties(${name} PROPERTIES LABELS threads)
    add_dependencies(docket_thread_tests ${name})
  endif()
endfunction()

# docket_needs_broker(NAME [SECONDS]) for a test that brings up a real Kafka: left out by name where
# there is no way to one, and with time for the first ever, which fetches it. Two at a time, for a
# broker's start takes all cores and then it mostly waits: each has one of two locks, that which has
# less to do so far, and they begin before all others. SECONDS is about how long it takes.
function(docket_needs_broker name)
  set(seconds ${ARGN} 20)
  list(GET seconds 0 seconds)
  get_property(loads GLOBAL PROPERTY DOCKET_BROKER_LOADS)
  list(SORT loads COMPARE NATURAL)
  list(POP_FRONT loads load)  # SECONDS:LOCK of that with less.
  string(REPLACE ":" ";" load ${load})
  list(GET load 0 sum)
  list(GET load 1 lock)
  math(EXPR sum "${sum} + ${seconds}")
  set_property(GLOBAL PROPERTY DOCKET_BROKER_LOADS ${loads} ${sum}:${lock})
  set_tests_properties(${name} PROPERTIES
    SKIP_RETURN_CODE 77 RESOURCE_LOCK broker_${lock} TIMEOUT 900 COST 900)
endfunction()
set_property(GLOBAL PROPERTY DOCKET_BROKER_LOADS 0:first 0:second)
