#include "tests/exhaustive/automaton.h"

#include <algorithm>

#include "libs/base/big_endian.h"

namespace docket::exhaustive {

const Automaton::Edge& Automaton::Do(Node node, const Operation& operation) {
  const auto known = nodes_[node].edges.find(operation);
  if (known != nodes_[node].edges.end()) return known->second;
  ++edges_;
  Edge edge = Run(node, operation);  // Adds a node, so no reference into nodes_ may be held.
  return nodes_[node].edges.emplace(operation, std::move(edge)).first->second;
}

Automaton::Edge Automaton::Run(Node node, const Operation& operation) {
  std::vector<Node> path;
  for (Node at = node; !nodes_[at].begins; at = nodes_[at].parent) path.push_back(at);
  Specimen specimen(setting_, rows_[nodes_[node].rows]);
  for (; !path.empty(); path.pop_back()) specimen.Do(nodes_[path.back()].operation);
  Edge edge{.to = node, .observation = specimen.Do(operation)};
  const uint32_t flushed = InternRows(specimen.flushed());
  if (operation.kind == Operation::Kind::kStep && !edge.observation.worked) return edge;
  if (operation.kind == Operation::Kind::kFlush && flushed == nodes_[node].flushed) return edge;
  edge.to = static_cast<Node>(nodes_.size());
  nodes_.push_back({.parent = node,
                    .rows = nodes_[node].rows,
                    .flushed = flushed,
                    .operation = operation,
                    .begins = false,
                    .observation = edge.observation,
                    .edges = {}});
  return edge;
}

Automaton::Node Automaton::Begin(uint32_t rows) {
  const auto [begin, fresh] = begins_.try_emplace(rows, static_cast<Node>(nodes_.size()));
  if (!fresh) return begin->second;
  Specimen specimen(setting_, rows_[rows]);
  nodes_.push_back({.parent = 0,
                    .rows = rows,
                    .flushed = rows,
                    .operation = {},
                    .begins = true,
                    .observation = specimen.Do({}),
                    .edges = {}});
  return begin->second;
}

uint32_t Automaton::InternRows(const Rows& rows) {
  std::string bytes;
  for (const store::Mutation& row : rows) {
    PutU32(bytes, static_cast<uint32_t>(row.table));
    PutU32(bytes, static_cast<uint32_t>(row.key.size()));
    PutU32(bytes, static_cast<uint32_t>(row.value->size()));
    bytes += row.key + *row.value;
  }
  const auto [id, fresh] = rows_ids_.try_emplace(bytes, static_cast<uint32_t>(rows_.size()));
  if (fresh) rows_.push_back(rows);
  return id->second;
}

}  // namespace docket::exhaustive
