// The likeliest texts, several of them carried along while they are written.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ingot/tensor.h"

namespace ingot {

/// Something that tells the next token of several rows, one token after the other.
class TokenWriter {
 public:
  virtual ~TokenWriter() = default;
  /// Adds a token to each row. Gives f32 (rows, vocabulary): the probabilities of what follows.
  [[nodiscard]] virtual Tensor write(std::span<const std::int64_t> tokens) = 0;
  /// Row i goes on from what row from[i] has written.
  virtual void reorder(std::span<const std::int64_t> from) = 0;
};

struct BeamOptions {
  std::int64_t beams = 4;  ///< texts that are carried along for each source; 1: the likeliest token
  double length_penalty = 1;              ///< 0: short texts win; 1: the mean over tokens, nearly
  std::int64_t begin = 0;                 ///< the token that is written first
  std::int64_t end = 0;                   ///< the token that ends a text
  std::vector<std::int64_t> barred = {};  ///< tokens that are never written
};

struct WrittenTokens {
  std::vector<std::int64_t> tokens = {};  ///< without begin and end
  double log_probability = 0;             ///< of them and the end
  bool is_whole = false;                  ///< it came to its end
};

/// The best text for each source: log probability / ((5 + tokens) / 6)^length_penalty.
///
/// writer      its rows are those of the first source, then of the second ..., `beams` each; it has
///             written nothing
/// most        tokens that each source's text may have, with its end; one that came to no end has
///             as many
/// cost        the longest text's tokens in calls of `write`
/// source      Wu et al. 2016, Google's neural machine translation system, sec. 7, eq. 14
[[nodiscard]] std::vector<WrittenTokens> search_beams(TokenWriter& writer,
                                                      std::span<const std::int64_t> most,
                                                      const BeamOptions& options);

}  // namespace ingot
