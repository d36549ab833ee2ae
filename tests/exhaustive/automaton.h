#pragma once

// What an instance of the product's code is, seen from outside: a deterministic automaton. A node
// is a state that some operations lead to; each pair of node and operation is run once, on a
// specimen brought there by doing the operations before it again, and remembered. So the explorer
// meets millions of states of the whole while the code runs for each state of one instance only.

#include <map>
#include <vector>

#include "tests/exhaustive/specimen.h"

namespace docket::exhaustive {

class Automaton {
 public:
  using Node = uint32_t;
  struct Edge {
    Node to = 0;
    Observation observation;
  };

  // `setting` outlives it.
  explicit Automaton(const Specimen::Setting& setting) : setting_(setting) {
    Begin(InternRows({}));
  }

  // A life on an empty disk.
  static constexpr Node kFresh = 0;

  const Edge& Do(Node node, const Operation& operation);
  // A new life after a crash in `node`, on what its last flush left.
  Node Crash(Node node) { return Begin(nodes_[node].flushed); }
  // The written positions in `node`.
  const Observation& At(Node node) const { return nodes_[node].observation; }

  size_t edges() const { return edges_; }

 private:
  struct State {
    Node parent = 0;
    uint32_t rows = 0;     // On which the life began.
    uint32_t flushed = 0;  // What a crash would leave.
    Operation operation;   // By which the parent leads here; of no meaning where a life begins.
    bool begins = false;
    Observation observation;
    std::map<Operation, Edge> edges;
  };

  Node Begin(uint32_t rows);
  uint32_t InternRows(const Rows& rows);
  Edge Run(Node node, const Operation& operation);

  const Specimen::Setting& setting_;
  std::vector<State> nodes_;
  size_t edges_ = 0;
  std::map<std::string, uint32_t> rows_ids_;
  std::vector<Rows> rows_;
  std::map<uint32_t, Node> begins_;
};

}  // namespace docket::exhaustive
