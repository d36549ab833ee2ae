// A race made on purpose. ThreadSanitizer must report it, or its silence about the tests says
// nothing: a sanitizer that is not linked, or suppressed too widely, is silent too.

#include <cstdio>
#include <thread>

int main() {
  int shared = 0;
  std::thread other([&shared] { ++shared; });
  ++shared;
  other.join();
  std::printf("%d\n", shared);
  return 0;
}
