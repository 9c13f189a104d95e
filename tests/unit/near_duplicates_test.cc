#include "data/repeated_pictures.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "base/rng.h"
#include "data/hamming_index.h"
#include "data/picture_file.h"
#include "data/resize.h"
#include "tests/unit/picture_writers.h"

namespace ingot {
namespace {

double random_unit(std::uint32_t picture, std::uint32_t index) {
  return philox4x32({picture, index, 0, 0}, {77, 0})[0] / 4294967296.0;
}

// A ground and a dozen soft spots of random place, size and colour: (3, side, side).
Tensor drawn(std::uint32_t picture, std::int64_t side) {
  Tensor t(u8, {3, side, side});
  for (std::int64_t c = 0; c < 3; ++c)
    for (std::int64_t y = 0; y < side; ++y)
      for (std::int64_t x = 0; x < side; ++x) {
        double v = 60 + 120 * random_unit(picture, 1000);
        for (std::uint32_t spot = 0; spot < 12; ++spot) {
          const auto random = [&](std::uint32_t i) { return random_unit(picture, 10 * spot + i); };
          const double dy = (static_cast<double>(y) + 0.5) / static_cast<double>(side) - random(0);
          const double dx = (static_cast<double>(x) + 0.5) / static_cast<double>(side) - random(1);
          const double size = 0.05 + 0.15 * random(2);
          v += (random(3 + static_cast<std::uint32_t>(c)) - 0.5) * 200 *
               std::exp(-(dx * dx + dy * dy) / (2 * size * size));
        }
        t.set((c * side + y) * side + x, std::clamp(std::floor(v), 0.0, 255.0));
      }
  return t;
}

// Rows and columns from (y, x) on, each side one pixel shorter.
Tensor cut_by_one(const Tensor& p, std::int64_t y0, std::int64_t x0) {
  const Shape& s = p.shape();
  Tensor out(u8, {s[0], s[1] - 1, s[2] - 1});
  std::int64_t i = 0;
  for (std::int64_t c = 0; c < s[0]; ++c)
    for (std::int64_t y = 0; y + 1 < s[1]; ++y)
      for (std::int64_t x = 0; x + 1 < s[2]; ++x)
        out.set(i++, p.at((c * s[1] + y + y0) * s[2] + x + x0));
  return out;
}

Tensor brightened(const Tensor& p, double factor) {
  Tensor out = p.clone();
  for (std::int64_t i = 0; i < p.num_elements(); ++i)
    out.set(i, std::min(255.0, std::floor(p.at(i) * factor + 0.5)));
  return out;
}

Tensor encoded_again(const Tensor& p, int quality) {
  const int h = static_cast<int>(p.shape()[1]), w = static_cast<int>(p.shape()[2]);
  std::vector<std::uint8_t> pixels;
  for (std::int64_t i = 0; i < h * w; ++i)
    for (std::int64_t c = 0; c < 3; ++c)
      pixels.push_back(static_cast<std::uint8_t>(p.at(c * h * w + i)));
  return decode_picture(jpeg_of(h, w, JCS_RGB, pixels, {.quality = quality}), "copy");
}

Tensor changed(const Tensor& p, int kind) {
  switch (kind % 5) {
    case 0: return encoded_again(p, 60);
    case 1: return resize_pictures(p, p.shape()[1] * 9 / 10, p.shape()[2] * 9 / 10);
    case 2: return brightened(p, 1.05);
    case 3: return brightened(p, 0.95);
    default: return cut_by_one(p, kind / 5 % 2, kind / 10 % 2);
  }
}

// Pictures of these hashes, no two of equal bytes.
std::vector<PictureIdentity> identities_of(const std::vector<PictureHash>& hashes) {
  std::vector<PictureIdentity> pictures;
  for (const PictureHash& hash : hashes)
    pictures.push_back(
        {sha256_digest(fmt::format("{}", pictures.size())), std::make_unique<PictureHash>(hash)});
  return pictures;
}

TEST(NearDuplicates, FindPlantedCopiesAndNothingElse) {
  constexpr std::int64_t kPictures = 400, kPlanted = 50, kSide = 40;
  std::vector<PictureHash> hashes;
  std::vector<Tensor> pictures;
  for (std::uint32_t i = 0; i < kPictures; ++i) pictures.push_back(drawn(i, kSide));
  for (const Tensor& p : pictures) hashes.push_back(hash_picture(p));
  for (int i = 0; i < kPlanted; ++i)
    hashes.push_back(hash_picture(changed(pictures[static_cast<std::size_t>(7 * i)], i)));
  const NearDuplicates found = near_duplicates(identities_of(hashes));
  EXPECT_EQ(found.num_cut_short, 0);
  std::int64_t hits = 0;
  for (const std::vector<std::int64_t>& group : found.groups) {
    ASSERT_EQ(group.size(), 2u);
    EXPECT_EQ(group[0], 7 * (group[1] - kPictures));
    ++hits;
  }
  EXPECT_GE(hits, kPlanted * 95 / 100);
}

TEST(NearDuplicates, AreNotPicturesOfOneKind) {
  // The same soft spot at other places by a tenth of the side, on a plain ground.
  std::vector<PictureHash> hashes;
  for (int at = 0; at < 20; ++at) {
    Tensor t = Tensor::zeros({u8, {1, 28, 28}});
    for (int y = 0; y < 28; ++y)
      for (int x = 0; x < 28; ++x) {
        const double dy = y - 6 - 3 * (at / 5), dx = x - 6 - 3 * (at % 5);
        t.set(y * 28 + x, std::floor(255 * std::exp(-(dx * dx + dy * dy) / 18)));
      }
    hashes.push_back(hash_picture(t));
  }
  EXPECT_TRUE(near_duplicates(identities_of(hashes)).groups.empty());
}

TEST(NearDuplicates, AreNoFlatOrMirroredPictures) {
  const Tensor picture = drawn(3, 40);
  Tensor mirrored = picture.clone();
  for (std::int64_t i = 0; i < picture.num_elements(); ++i)
    mirrored.set(i, picture.at(i / 40 * 40 + 39 - i % 40));
  const PictureHash a = hash_picture(picture), b = hash_picture(mirrored);
  EXPECT_GT(std::popcount(a.bits[0] ^ b.bits[0]), 16);
  const PictureHash white = hash_picture(Tensor::full({u8, {1, 9, 9}}, 255));
  EXPECT_TRUE(white.is_flat);
  EXPECT_TRUE(near_duplicates(identities_of({a, white, b, white})).groups.empty());
  EXPECT_EQ(near_duplicates(identities_of({a, white, a})).groups, (DuplicateGroups{{0, 2}}));
}

TEST(NearDuplicates, OfAllViewsOfOnePictureAreOneGroup) {
  std::vector<PictureHash> hashes;
  const Tensor picture = drawn(5, 32);
  for (const std::int64_t y : {0, 1})
    for (const std::int64_t x : {0, 1}) hashes.push_back(hash_picture(cut_by_one(picture, y, x)));
  hashes.push_back(hash_picture(picture));
  EXPECT_EQ(near_duplicates(identities_of(hashes)).groups, (DuplicateGroups{{0, 1, 2, 3, 4}}));
}

TEST(NearDuplicates, AreEqualPicturesToo) {
  std::vector<PictureIdentity> pictures;
  for (const char* bytes : {"a", "b", "a", "c", "b", "a"})
    pictures.push_back({sha256_digest(bytes)});
  EXPECT_EQ(near_duplicates(pictures).groups, (DuplicateGroups{{0, 2, 5}, {1, 4}}));
  // A near one joins the group of an equal one.
  const Tensor picture = drawn(5, 40);
  pictures[1].hash = std::make_unique<PictureHash>(hash_picture(picture));
  pictures[3].hash = std::make_unique<PictureHash>(hash_picture(cut_by_one(picture, 1, 0)));
  EXPECT_EQ(near_duplicates(pictures).groups, (DuplicateGroups{{0, 2, 5}, {1, 3, 4}}));
}

TEST(NearDuplicates, AreNamedByPartAndRow) {
  Dataset data;
  const Tensor a = drawn(1, 32), b = drawn(2, 32), c = drawn(3, 32), d = drawn(4, 32);
  const auto pictures = [](const std::vector<Tensor>& rows) {
    Tensor all = Tensor::zeros({u8, rows[0].shape().inserted(0, std::ssize(rows))});
    const std::int64_t each = rows[0].num_elements();
    for (std::int64_t r = 0; r < std::ssize(rows); ++r)
      for (std::int64_t i = 0; i < each; ++i)
        all.set(r * each + i, rows[static_cast<std::size_t>(r)].at(i));
    return Pictures{pictures_in_memory(all)};
  };
  data.train = pictures({a, b, c});
  data.test = pictures({d, brightened(b, 1.05), a});
  const RepeatedPictures repeated = repeated_pictures(data, 2);
  ASSERT_EQ(repeated.size(), 2U);
  EXPECT_EQ(repeated[0][0].row, 0);
  EXPECT_EQ(repeated[0][1].part, DataPart::test);
  EXPECT_EQ(repeated[0][1].row, 2);
  EXPECT_EQ(repeated[1][0].row, 1);
  EXPECT_EQ(repeated[1][1].row, 1);
  EXPECT_EQ(data.train.shown_name(2), "#2");
}

TEST(HammingIndex, FindsWhatLookingAtAllFinds) {
  const auto random_bits = [](std::uint32_t i) {
    const auto r = philox4x32({i, 0, 0, 0}, {5, 0});
    return std::uint64_t{r[0]} << 32 | r[1];
  };
  std::vector<std::uint64_t> hashes;
  for (std::uint32_t i = 0; i < 300; ++i) hashes.push_back(random_bits(i));
  for (std::uint32_t i = 0; i < 300; ++i) {  // with up to 12 bits flipped
    std::uint64_t h = hashes[i];
    for (std::uint32_t k = 0; k < i % 13; ++k)
      h ^= std::uint64_t{1} << random_bits(1000 + 13 * i + k) % 64;
    hashes.push_back(h);
  }
  for (const int max_bits : {0, 1, 4, 8, 14}) {
    const HammingIndex index(hashes, max_bits);
    for (const std::uint64_t query : hashes) {
      std::vector<std::uint32_t> wanted, found;
      for (std::uint32_t i = 0; i < hashes.size(); ++i)
        if (std::popcount(hashes[i] ^ query) <= max_bits) wanted.push_back(i);
      index.for_each_near(query, [&](std::uint32_t i) {
        found.push_back(i);
        return true;
      });
      std::ranges::sort(found);
      ASSERT_EQ(found, wanted) << max_bits;
    }
  }
}

}  // namespace
}  // namespace ingot
