// A convolution as oneDNN's primitives, so that its bits depend neither on the batch nor on the
// threads.
#include <functional>
#include <numeric>

#include "backend/cpu/dn_primitive.h"

namespace ingot::dn {
namespace {

std::int64_t row_floats(const Ints& dims) {
  return std::accumulate(dims.begin() + 1, dims.end(), std::int64_t{1}, std::multiplies<>());
}

// Pictures one by one, each on one thread.
class PictureByPicture final : public Convolution {
 public:
  PictureByPicture(const ConvolutionSpec& spec, std::string& refusal)
      : batch_(spec.x[0]), num_threads_(spec.num_threads) {
    ConvolutionSpec one = spec;
    one.num_threads = 1;
    one.x[0] = one.y[0] = 1;
    primitive_ = std::make_shared<Primitive>(one, refusal);
    first_row_ = row_floats(spec.x);
    result_row_ = row_floats(spec.y);
    if (spec.kind == ConvolutionKind::backward_data) std::swap(first_row_, result_row_);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(num_threads_) * primitive_->scratch_bytes();
  }

  void run(const Launch& l) const override {
    const Pointers all = primitive_->pointers(l);
    on_threads(num_threads_, [&](int thread, int threads) {
      Pointers p = all;
      p.scratch += static_cast<std::size_t>(thread) * primitive_->scratch_bytes();
      const Share own = share_of(batch_, thread, threads);
      for (std::int64_t n = own.begin; n < own.end; ++n) {
        p.first = static_cast<const float*>(all.first) + n * first_row_;
        p.result = static_cast<float*>(all.result) + n * result_row_;
        if (all.addend) p.addend = static_cast<const float*>(all.addend) + n * result_row_;
        primitive_->run(p, nullptr);
      }
    });
  }

  [[nodiscard]] std::shared_ptr<const Convolution> with_constant_weights(
      const PackWeights& pack, std::shared_ptr<const std::vector<float>> bias) const override {
    const auto constant = primitive_->with_own_weights(pack, std::move(bias));
    if (!constant) return nullptr;
    auto copy = std::make_shared<PictureByPicture>(*this);
    copy->primitive_ = constant;
    return copy;
  }

 private:
  std::int64_t batch_, first_row_ = 0, result_row_ = 0;
  int num_threads_;
  std::shared_ptr<const Primitive> primitive_;
};

// The gradient by the weights, summed over fixed parts of the batch, so that its bits do not depend
// on the number of threads. oneDNN itself splits the batch by them.
class WeightsByParts final : public Convolution {
 public:
  WeightsByParts(const ConvolutionSpec& spec, std::string& refusal)
      : num_threads_(spec.num_threads) {
    std::size_t bytes = sizeof(float);
    for (const std::int64_t size : spec.w) bytes *= static_cast<std::size_t>(size);
    constexpr std::size_t kMost = 8, kSumBytes = std::size_t{16} << 20;
    const std::int64_t batch = spec.x[0];
    const auto num_parts = std::min(
        batch, static_cast<std::int64_t>(std::clamp<std::size_t>(kSumBytes / bytes, 2, kMost)));
    ConvolutionSpec part = spec;
    part.num_threads = 1;
    for (std::int64_t p = 0; p < num_parts && refusal.empty(); ++p) {
      const std::int64_t first = batch * p / num_parts, rows = batch * (p + 1) / num_parts - first;
      auto it =
          std::find_if(sizes_.begin(), sizes_.end(), [&](const Size& s) { return s.rows == rows; });
      if (it == sizes_.end()) {
        part.x[0] = part.y[0] = rows;
        it = sizes_.insert(it, {rows, std::make_shared<Primitive>(part, refusal)});
      }
      parts_.push_back({first, static_cast<std::size_t>(it - sizes_.begin())});
    }
    x_row_ = row_floats(spec.x);
    y_row_ = row_floats(spec.y);
  }

  [[nodiscard]] std::size_t scratch_bytes() const override {
    return parts_.size() * sum_bytes() + static_cast<std::size_t>(num_threads_) * own_bytes();
  }

  void run(const Launch& l) const override {
    std::byte* sums = l.scratch<std::byte>();
    const auto num_parts = static_cast<std::int64_t>(parts_.size());
    const auto floats = static_cast<std::int64_t>(sizes_[0].primitive->result_floats());
    const bool is_packed = sizes_[0].primitive->result_is_packed();
    const auto sum_at = [&](std::int64_t part) {
      return reinterpret_cast<float*>(sums + static_cast<std::size_t>(part) * sum_bytes());
    };
    float* total = is_packed ? sum_at(0) : l.out<float>(0);
    on_threads(num_threads_, [&](int thread, int threads) {
      std::byte* own =
          sums + parts_.size() * sum_bytes() + static_cast<std::size_t>(thread) * own_bytes();
      const Share mine = share_of(num_parts, thread, threads);
      for (std::int64_t p = mine.begin; p < mine.end; ++p) {
        const Part& part = parts_[static_cast<std::size_t>(p)];
        sizes_[part.size].primitive->run({l.in<float>(0) + part.first * x_row_,
                                          l.in<float>(1) + part.first * y_row_, nullptr, own},
                                         sum_at(p));
      }
      wait_for_threads(threads);
      const Share share = share_of(floats, thread, threads);
      add_parts(sum_at, num_parts, share, total);
    });
    if (is_packed) sizes_[0].primitive->unpack_result(total, l.out(0));
  }

 private:
  struct Part {
    std::int64_t first;
    std::size_t size;
  };
  struct Size {
    std::int64_t rows;
    std::shared_ptr<const Primitive> primitive;
  };

  template <class SumAt>
  static void add_parts(const SumAt& sum_at, std::int64_t num_parts, Share share, float* total) {
    constexpr std::int64_t kTile = 2048;
    for (std::int64_t first = share.begin; first < share.end; first += kTile) {
      const std::int64_t last = std::min(share.end, first + kTile);
      if (total != sum_at(0)) std::copy(sum_at(0) + first, sum_at(0) + last, total + first);
      for (std::int64_t p = 1; p < num_parts; ++p) {
        const float* from = sum_at(p);
        for (std::int64_t i = first; i < last; ++i) total[i] += from[i];
      }
    }
  }

  [[nodiscard]] std::size_t sum_bytes() const {
    return (sizes_[0].primitive->result_floats() * sizeof(float) + 63) / 64 * 64;
  }
  [[nodiscard]] std::size_t own_bytes() const {
    std::size_t bytes = 0;
    for (const Size& s : sizes_) bytes = std::max(bytes, s.primitive->scratch_bytes());
    return (bytes + 63) / 64 * 64;
  }

  int num_threads_;
  std::vector<Part> parts_;
  std::vector<Size> sizes_;
  std::int64_t x_row_ = 0, y_row_ = 0;
};

}  // namespace

std::shared_ptr<const Convolution> make_convolution(const ConvolutionSpec& spec,
                                                    std::string& refusal) {
  load_library();
  std::shared_ptr<const Convolution> made;
  if (spec.kind == ConvolutionKind::backward_weights) {
    made = std::make_shared<WeightsByParts>(spec, refusal);
  } else {
    const auto whole = std::make_shared<Primitive>(spec, refusal);
    made = whole;
    if (whole->runs_gemm()) made = std::make_shared<PictureByPicture>(spec, refusal);
  }
  return refusal.empty() ? made : nullptr;
}

}  // namespace ingot::dn
