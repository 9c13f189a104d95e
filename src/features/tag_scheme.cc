#include "features/tag_scheme.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "ingot/error.h"

namespace ingot {
namespace {

constexpr std::pair<TagForm, const char*> kForms[] = {{TagForm::plain, ""},
                                                      {TagForm::iob1, "IOB1"},
                                                      {TagForm::iob2, "IOB2"},
                                                      {TagForm::iobes, "IOBES"}};

// A place as one of O B I E S, and the kind behind it.
struct ReadTag {
  char place = 'O';
  std::string_view kind = {};
};

std::optional<ReadTag> read_tag(std::string_view tag) {
  constexpr std::string_view kWritten = "BIESMLU", kMeant = "BIESIES";
  if (tag == "O") return ReadTag{};
  const std::size_t at = tag.empty() ? kWritten.npos : kWritten.find(tag[0]);
  if (at == kWritten.npos || (tag.size() > 1 && (tag[1] != '-' || tag.size() == 2)))
    return std::nullopt;
  return ReadTag{kMeant[at], tag.substr(std::min<std::size_t>(2, tag.size()))};
}

}  // namespace

const char* to_string(TagForm form) {
  return std::ranges::find(kForms, form, &std::pair<TagForm, const char*>::first)->second;
}

TagForm tag_form(std::string_view name) {
  for (const auto& [form, written] : kForms)
    if (written == name) return form;
  throw Error("bad_pipeline", text("there is no form of tags \"{}\"", "没有标签形式“{}”", name));
}

TagForm form_of_tags(const std::vector<std::vector<std::string>>& sentences) {
  std::set<char> places;
  std::int64_t begun_by_b = 0, begun_by_i = 0;
  for (const std::vector<std::string>& tags : sentences) {
    ReadTag before;
    for (const std::string& tag : tags) {
      const std::optional<ReadTag> read = read_tag(tag);
      if (!read) return TagForm::plain;
      const bool goes_on = before.place != 'O' && before.kind == read->kind;
      begun_by_b += read->place == 'B' ? 1 : 0;
      begun_by_i += read->place == 'I' && !goes_on ? 1 : 0;
      places.insert(read->place);
      before = *read;
    }
  }
  if (places.contains('E') || places.contains('S'))
    return places.contains('B') ? TagForm::iobes : TagForm::plain;
  if (begun_by_b + begun_by_i == 0) return TagForm::plain;
  return begun_by_i > begun_by_b ? TagForm::iob1 : TagForm::iob2;
}

TagScheme::TagScheme(TagForm form, const std::vector<std::string>& tags) : form_(form) {
  constexpr std::string_view kPlaces = "OBIES";
  std::set<std::string> kinds;
  for (const std::string& tag : tags)
    if (const auto read = read_tag(tag); read && read->place != 'O') kinds.emplace(read->kind);
  kinds_.assign(kinds.begin(), kinds.end());
  for (const std::string& tag : tags) {
    // One that marks nothing is outside of everything.
    const ReadTag read = read_tag(tag).value_or(ReadTag{});
    Part part{static_cast<Place>(kPlaces.find(read.place))};
    if (part.place != Place::outside)
      part.kind =
          static_cast<std::int32_t>(std::ranges::lower_bound(kinds_, read.kind) - kinds_.begin());
    parts_.push_back(part);
  }
}

std::vector<Entity> TagScheme::entities(std::span<const std::int32_t> tags) const {
  std::vector<Entity> found;
  if (!marks_entities()) return found;
  bool is_in = false;  // the last entity may go on
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const Part now = part(tags[i]);
    if (now.place == Place::outside) {
      is_in = false;
      continue;
    }
    const bool goes_on = is_in && found.back().kind == now.kind &&
                         (now.place == Place::inside || now.place == Place::end);
    const auto at = static_cast<std::int64_t>(i);
    if (!goes_on) found.push_back({at, at, now.kind});
    found.back().end = at + 1;
    is_in = is_open(now);
  }
  return found;
}

bool TagScheme::may_follow(std::int32_t tag, std::int32_t next) const {
  const Part a = part(tag), b = part(next);
  const bool same = a.kind == b.kind;
  switch (form_) {
    case TagForm::plain: return true;
    case TagForm::iob1: return b.place != Place::begin || (is_open(a) && same);
    case TagForm::iob2: return b.place != Place::inside || (is_open(a) && same);
    case TagForm::iobes: {
      const bool goes_on = b.place == Place::inside || b.place == Place::end;
      return is_open(a) ? goes_on && same : !goes_on;
    }
  }
  return true;
}

std::vector<std::int32_t> TagScheme::likeliest(std::span<const float> probabilities) const {
  constexpr double kNever = -std::numeric_limits<double>::infinity(), kLeast = 1e-30;
  const std::size_t num_tags = parts_.size(), tokens = probabilities.size() / num_tags;
  std::vector<std::int32_t> best(tokens);
  for (std::size_t t = 0; t < tokens; ++t) {
    const auto of_token = probabilities.subspan(t * num_tags, num_tags);
    best[t] = static_cast<std::int32_t>(std::ranges::max_element(of_token) - of_token.begin());
  }
  if (!marks_entities() || tokens == 0) return best;
  // Of the best sequence that ends with each tag: its score, and the tag before.
  std::vector<double> score(num_tags), next(num_tags);
  std::vector<std::int32_t> from(tokens * num_tags, kNoTag);
  const auto log_of = [&](std::size_t token, std::size_t tag) {
    return std::log(std::max(static_cast<double>(probabilities[token * num_tags + tag]), kLeast));
  };
  for (std::size_t b = 0; b < num_tags; ++b)
    score[b] = may_follow(kNoTag, static_cast<std::int32_t>(b)) ? log_of(0, b) : kNever;
  for (std::size_t t = 1; t < tokens; ++t) {
    for (std::size_t b = 0; b < num_tags; ++b) {
      double most = kNever;
      for (std::size_t a = 0; a < num_tags; ++a)
        if (score[a] > most &&
            may_follow(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b))) {
          most = score[a];
          from[t * num_tags + b] = static_cast<std::int32_t>(a);
        }
      next[b] = most + log_of(t, b);
    }
    score.swap(next);
  }
  std::size_t last = num_tags;
  for (std::size_t b = 0; b < num_tags; ++b)
    if (score[b] > kNever && may_follow(static_cast<std::int32_t>(b), kNoTag) &&
        (last == num_tags || score[b] > score[last]))
      last = b;
  if (last == num_tags) return best;
  for (std::size_t t = tokens; t-- > 0;) {
    best[t] = static_cast<std::int32_t>(last);
    if (t > 0) last = static_cast<std::size_t>(from[t * num_tags + last]);
  }
  return best;
}

}  // namespace ingot
