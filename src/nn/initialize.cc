#include <cmath>
#include <numbers>

#include "nn/initializer_def.h"

namespace ingot {
namespace {

// FNV-1a with 64 bits. source: Fowler, Noll and Vo, draft-eastlake-fnv
std::uint64_t hash(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

double unit(std::uint32_t high, std::uint32_t low) {
  return static_cast<double>((std::uint64_t{high} << 32 | low) >> 11) * 0x1p-53;
}

std::uint32_t low_half(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t high_half(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

Tensor given_value(const Parameter& parameter, const Tensor& value) {
  if (value.shape() != parameter.type.shape)
    throw Error("shape_mismatch",
                text("{} has shape {} here, but {} was given", "此处 {} 的形状为 {}，给出的却是 {}",
                     parameter.name, to_string(parameter.type.shape), to_string(value.shape())));
  return value.to(parameter.type.dtype);
}

}  // namespace

// A second Philox mixes seed and name, so that parameters of related seeds share no draws.
Draws::Draws(std::uint64_t seed, std::string_view parameter_name) {
  const std::uint64_t name = hash(parameter_name);
  const PhiloxCounter mixed = philox4x32({low_half(name), high_half(name), 0x696e6974, 0},
                                         {low_half(seed), high_half(seed)});
  key_ = {mixed[0], mixed[1]};
  salt_ = mixed[2];
}

std::pair<double, double> Draws::pair(std::int64_t element, std::uint32_t attempt) const {
  const auto e = static_cast<std::uint64_t>(element);
  const PhiloxCounter c = philox4x32({low_half(e), high_half(e), attempt, salt_}, key_);
  return {unit(c[0], c[1]), unit(c[2], c[3])};
}

double Draws::uniform(std::int64_t element) const { return pair(element, 0).first; }

double Draws::normal_attempt(std::int64_t element, std::uint32_t attempt) const {
  const auto [u, v] = pair(element, attempt);
  return std::sqrt(-2 * std::log1p(-u)) * std::cos(2 * std::numbers::pi * v);
}

double Draws::normal(std::int64_t element) const { return normal_attempt(element, 0); }

double Draws::truncated_normal(std::int64_t element) const {
  for (std::uint32_t attempt = 0;; ++attempt)
    if (const double z = normal_attempt(element, attempt); std::abs(z) <= 2) return z;
}

Tensor initial_value(const Parameter& parameter, std::uint64_t seed) {
  const InitializerDef& def =
      find_record(initializer_registry(), parameter.initializer.kind, "unknown_initializer",
                  text("there is no initializer", "没有这样的初始化方法"));
  const SpecView options(parameter.initializer, def.arguments, def.options);
  const Draws draws(seed, parameter.name);
  Tensor wide(f64, parameter.type.shape);
  def.fill({options, parameter.type.shape, parameter.fans, draws}, wide.mutable_data<double>());
  return wide.to(parameter.type.dtype);
}

States initial_states(const Parameters& parameters, std::uint64_t seed, const States& given) {
  States states;
  for (const Parameter& p : parameters)
    if (const auto found = given.find(p.name); found != given.end())
      states[p.name] = given_value(p, found->second);
    else if (p.copy_of.empty())
      states[p.name] = initial_value(p, seed);
  for (const Parameter& p : parameters)
    if (!states.contains(p.name)) states[p.name] = states.at(p.copy_of).to(p.type.dtype).clone();
  return states;
}

}  // namespace ingot
