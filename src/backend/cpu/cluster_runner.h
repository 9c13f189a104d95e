// Runs clusters of scalar ops.
#pragma once

#include <mutex>

#include "backend/cpu/cluster.h"
#include "backend/cpu/cluster_code.h"

namespace ingot {

/// Large clusters whose ops all have instructions run as machine code, the others are interpreted;
/// both give the same bits. Code is made at the first run: most plans that are tried are never run.
class ClusterRunner {
 public:
  static constexpr std::size_t kMostOutputs = 48;

  /// errors   none; a cluster has at most kMostOutputs outputs
  explicit ClusterRunner(Cluster cluster) : cluster_(std::move(cluster)) {}

  [[nodiscard]] const Cluster& cluster() const { return cluster_; }
  /// Scratch for one thread, a multiple of 64.
  [[nodiscard]] std::size_t scratch_bytes() const;
  /// May be called by several threads at once, each with its own elements and scratch. An output
  /// may lie exactly over an input of its size.
  void run(const ClusterOperands& operands, Share elements, std::byte* scratch) const;

 private:
  [[nodiscard]] const ClusterCode* code() const;

  Cluster cluster_;
  mutable std::once_flag once_;
  mutable std::shared_ptr<const ClusterCode> code_;
};

}  // namespace ingot
