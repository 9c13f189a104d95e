// Tags that mark where things begin and end in a sentence: B-PER I-PER O.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// How tags mark entities.
enum class TagForm : std::uint8_t {
  plain,  ///< they mark none: parts of speech, say
  iob1,   ///< I-X within an entity; B-X only where one follows another of its kind
  iob2,   ///< B-X begins each entity, I-X goes on
  iobes,  ///< also E-X ends one and S-X is one alone; M and L, U stand for I and E, S
};
/// "", "IOB1", "IOB2", "IOBES".
[[nodiscard]] const char* to_string(TagForm form);
/// errors    bad_pipeline
[[nodiscard]] TagForm tag_form(std::string_view name);

/// The form of the tags of sentences: plain unless each is O, a place (B I E S M L U) or a place, a
/// hyphen and a kind, and some place begins. IOB1 where most entities begin with I.
[[nodiscard]] TagForm form_of_tags(const std::vector<std::vector<std::string>>& sentences);

/// Tokens `begin` to `end` (excluded) are one of `kind`.
struct Entity {
  std::int64_t begin = 0, end = 0;
  std::int32_t kind = 0;
  friend bool operator==(const Entity&, const Entity&) = default;
  friend auto operator<=>(const Entity&, const Entity&) = default;
};

/// What tags mark, by their index.
class TagScheme {
 public:
  TagScheme() = default;
  TagScheme(TagForm form, const std::vector<std::string>& tags);

  [[nodiscard]] bool marks_entities() const { return form_ != TagForm::plain; }
  [[nodiscard]] TagForm form() const { return form_; }
  /// In byte order; one that is empty where the tags name none.
  [[nodiscard]] const std::vector<std::string>& kinds() const { return kinds_; }

  /// In their order. A place that does not fit the one before begins an entity, so that any
  /// sequence has some.
  ///
  /// source    conlleval, Tjong Kim Sang 2000-2004
  [[nodiscard]] std::vector<Entity> entities(std::span<const std::int32_t> tags) const;

  /// The most probable of the sequences that the form allows (of plain tags: the most probable tag
  /// of each token, the first of equal ones; also where no sequence is allowed).
  ///
  /// probabilities   (tokens, tags) of one sentence
  /// cost            O(tokens * tags^2)
  /// source          Viterbi 1967
  [[nodiscard]] std::vector<std::int32_t> likeliest(std::span<const float> probabilities) const;

  /// Whether tag `next` may follow `tag`; kNoTag is the border of a sentence.
  [[nodiscard]] bool may_follow(std::int32_t tag, std::int32_t next) const;
  static constexpr std::int32_t kNoTag = -1;

 private:
  enum class Place : std::uint8_t { outside, begin, inside, end, single };
  struct Part {
    Place place = Place::outside;
    std::int32_t kind = -1;
  };
  [[nodiscard]] Part part(std::int32_t tag) const {
    return tag == kNoTag ? Part{} : parts_[static_cast<std::size_t>(tag)];
  }
  [[nodiscard]] static bool is_open(Part part) {
    return part.place == Place::begin || part.place == Place::inside;
  }

  TagForm form_ = TagForm::plain;
  std::vector<std::string> kinds_;
  std::vector<Part> parts_;
};

}  // namespace ingot
