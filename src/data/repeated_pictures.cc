#include "data/repeated_pictures.h"

#include <algorithm>

#include "base/workers.h"

namespace ingot {
namespace {

PictureIdentity identity_of(const Tensor& picture, bool with_hash) {
  PictureIdentity identity{
      sha256_digest({static_cast<const char*>(picture.raw()), picture.bytes()})};
  if (with_hash) identity.hash = std::make_unique<PictureHash>(hash_picture(picture));
  return identity;
}

void add_identities(const Pictures& pictures, bool with_hashes, int num_threads,
                    std::vector<PictureIdentity>& all) {
  for_each_run(*pictures.source, [&](const Tensor& run) {
    const Shape row = run.shape().without(0);
    const std::size_t done = all.size();
    all.resize(done + static_cast<std::size_t>(run.shape()[0]));
    on_workers(num_threads, run.shape()[0], [&](std::int64_t i) {
      all[done + static_cast<std::size_t>(i)] =
          identity_of(run.rows(i, 1).reshape(row), with_hashes);
    });
  });
}

}  // namespace

RepeatedPictures repeated_pictures(std::span<const PictureIdentity> pictures,
                                   const std::array<std::size_t, 3>& sizes) {
  const std::array<std::size_t, 3> begins{0, sizes[0], sizes[0] + sizes[1]};
  const auto address = [&](std::int64_t row) -> PictureAddress {
    const auto at = std::ranges::upper_bound(begins, static_cast<std::size_t>(row)) - 1;
    return {static_cast<DataPart>(at - begins.begin()), row - static_cast<std::int64_t>(*at)};
  };
  RepeatedPictures repeated;
  for (const std::vector<std::int64_t>& group : near_duplicates(pictures).groups) {
    repeated.emplace_back();
    std::ranges::transform(group, std::back_inserter(repeated.back()), address);
  }
  return repeated;
}

RepeatedPictures repeated_pictures(const Dataset& data, int num_threads) {
  const std::array<const Pictures*, 3> parts{&data.train, data.valid ? &*data.valid : nullptr,
                                             data.test ? &*data.test : nullptr};
  std::array<std::size_t, 3> sizes{};
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (parts[p]) sizes[p] = static_cast<std::size_t>(parts[p]->size());
  const std::size_t rows = sizes[0] + sizes[1] + sizes[2];
  const Shape row = data.train.row();
  const bool with_hashes =
      rows <= kMostCompared && std::min(row[1], row[2]) >= kFewestComparedPixels;
  std::vector<PictureIdentity> all;
  all.reserve(rows);
  for (const Pictures* part : parts)
    if (part) add_identities(*part, with_hashes, num_threads, all);
  return repeated_pictures(all, sizes);
}

}  // namespace ingot
