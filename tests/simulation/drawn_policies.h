#pragma once

// What is promised for tickets while everything goes wrong.

#include <random>
#include <string>

namespace docket::simulation {

// A document of policies in text, the `number`th of all settings: no two promise the same. `apply`:
// it applies to open tickets.
std::string DrawPolicies(std::mt19937_64& rng, uint64_t number, bool apply);

}  // namespace docket::simulation
