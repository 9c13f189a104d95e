// What a product's provenance says of the program and the machine.
#pragma once

#include <string>

#include "ingot/graph.h"
#include "ingot/network.h"
#include "nn/model_def.h"
#include "tasks/build_request.h"

namespace ingot {

[[nodiscard]] std::string program_version();
/// The processor's own name; empty where the system does not tell.
[[nodiscard]] std::string cpu_name();
/// The name of a product that is made of `data`: "sample:fashion-mnist" -> "fashion-mnist".
[[nodiscard]] std::string product_name(const std::string& data);
/// The command that builds the same.
[[nodiscard]] std::string command_line(const BuildRequest& request);

/// The request with the model of the product that `--from` names, where it is left to us and takes
/// `rows`, and that model's options, unless others are given.
///
/// errors    those of require_finished and load_manifest
[[nodiscard]] BuildRequest with_begun_model(BuildRequest request, ModelRows rows);

/// Settings of `begun` that are options of the model, unless the request gives others.
void take_model_options(BuildRequest& request, const BuildRequest& begun, const ModelDef& model);

/// The weights of a finished product that fit the network by name and shape.
///
/// errors    not_a_product, no_common_weights
[[nodiscard]] State starting_weights(const std::string& product, const Network& network);

}  // namespace ingot
