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

std::vector<PictureIdentity> identities_of(const Pictures& pictures, bool with_hashes,
                                           int num_threads) {
  std::vector<PictureIdentity> identities(static_cast<std::size_t>(pictures.size()));
  std::size_t done = 0;
  for_each_run(*pictures.source, [&](const Tensor& run) {
    const Shape row = run.shape().without(0);
    on_workers(num_threads, run.shape()[0], [&](std::int64_t i) {
      identities[done + static_cast<std::size_t>(i)] =
          identity_of(run.rows(i, 1).reshape(row), with_hashes);
    });
    done += static_cast<std::size_t>(run.shape()[0]);
  });
  return identities;
}

}  // namespace

RepeatedPictures repeated_pictures(std::array<std::vector<PictureIdentity>, 3> parts) {
  std::vector<PictureIdentity> all;
  std::array<std::size_t, 3> begins{};
  for (std::size_t p = 0; p < parts.size(); ++p) {
    begins[p] = all.size();
    std::ranges::move(parts[p], std::back_inserter(all));
    parts[p].clear();
  }
  const auto address = [&](std::int64_t row) -> PictureAddress {
    const auto at = std::ranges::upper_bound(begins, static_cast<std::size_t>(row)) - 1;
    return {static_cast<DataPart>(at - begins.begin()), row - static_cast<std::int64_t>(*at)};
  };
  RepeatedPictures repeated;
  for (const std::vector<std::int64_t>& group : near_duplicates(all).groups) {
    repeated.emplace_back();
    std::ranges::transform(group, std::back_inserter(repeated.back()), address);
  }
  return repeated;
}

RepeatedPictures repeated_pictures(const Dataset& data, int num_threads) {
  const std::array<const Pictures*, 3> parts{&data.train, data.valid ? &*data.valid : nullptr,
                                             data.test ? &*data.test : nullptr};
  std::int64_t rows = 0;
  for (const Pictures* part : parts) rows += part ? part->size() : 0;
  const Shape row = data.train.row();
  const bool with_hashes = static_cast<std::size_t>(rows) <= kMostCompared &&
                           std::min(row[1], row[2]) >= kFewestComparedPixels;
  std::array<std::vector<PictureIdentity>, 3> identities;
  for (std::size_t p = 0; p < parts.size(); ++p)
    if (parts[p]) identities[p] = identities_of(*parts[p], with_hashes, num_threads);
  return repeated_pictures(std::move(identities));
}

}  // namespace ingot
