#include "data/encoding.h"

#include <algorithm>
#include <array>

#include "base/lower_case.h"
#include "base/utf8.h"
#include "data/byte_feed.h"
#include "data/icu.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

// What people call them, where ICU has no such name or one that reads fewer characters.
constexpr std::array<std::pair<std::string_view, const char*>, 12> kOtherNames{
    {{"utf8", "UTF-8"},
     {"utf-8-sig", "UTF-8"},
     {"gbk", "GB18030"},
     {"gb2312", "GB18030"},
     {"cp936", "GB18030"},
     {"latin1", "windows-1252"},
     {"latin-1", "windows-1252"},
     {"iso-8859-1", "windows-1252"},
     {"cp1252", "windows-1252"},
     {"ascii", "windows-1252"},
     {"sjis", "windows-31j"},
     {"shift_jis", "windows-31j"}}};

std::string icu_name(const std::string& told) {
  const std::string lower = in_lower_case(told);
  for (const auto& [name, known] : kOtherNames)
    if (lower == name) return known;
  return lower == "utf-8" ? "UTF-8" : told;
}

struct Mark {
  std::string_view bytes;
  const char* encoding;
};
constexpr std::array<Mark, 5> kMarks{{{"\xef\xbb\xbf", "UTF-8"},
                                      {{"\xff\xfe\0\0", 4}, "UTF-32LE"},
                                      {{"\0\0\xfe\xff", 4}, "UTF-32BE"},
                                      {"\xff\xfe", "UTF-16LE"},
                                      {"\xfe\xff", "UTF-16BE"}}};

// ASCII in UTF-16 has a NUL in every second byte.
const char* utf16_without_mark(std::string_view head) {
  std::array<std::size_t, 2> nuls{};
  for (std::size_t i = 0; i < head.size(); ++i)
    if (head[i] == '\0') ++nuls[i % 2];
  const std::size_t many = head.size() / 8;
  if (nuls[1] > many && nuls[0] * 16 < nuls[1]) return "UTF-16LE";
  if (nuls[0] > many && nuls[1] * 16 < nuls[0]) return "UTF-16BE";
  return nullptr;
}

// Moves the whole lines of `bytes` that have bytes beyond ASCII to `lines`; `is_all`: the last one
// is whole, too.
void take_lines(std::string& bytes, bool is_all, std::string& lines) {
  const std::size_t last = bytes.rfind('\n');
  const std::size_t whole = is_all ? bytes.size() : last == bytes.npos ? 0 : last + 1;
  for (std::size_t at = 0; at < whole;) {
    const std::size_t end = std::min(bytes.find('\n', at), whole - 1) + 1;
    const std::string_view line = std::string_view(bytes).substr(at, end - at);
    if (std::ranges::any_of(line, [](char c) { return (c & 0x80) != 0; })) lines += line;
    at = end;
  }
  bytes.erase(0, whole);
}

// Some lines with bytes beyond ASCII, from the first piece that is not UTF-8 on; empty: all is.
std::string lines_of_other_encoding(const fs::path& file) {
  constexpr std::size_t kPiece = 1 << 20, kLookedAt = std::size_t{256} << 20, kEnough = 1 << 17;
  ByteFeed feed(file);
  std::string bytes, lines;
  bool is_other = false;
  for (std::size_t seen = 0; seen < kLookedAt && lines.size() < kEnough; seen += kPiece) {
    const bool has_more = feed.read(bytes, kPiece);
    if (!is_other) {
      const std::size_t good = utf8_prefix(bytes);
      const std::string_view rest = std::string_view(bytes).substr(good);
      is_other = !rest.empty() && !(has_more && is_utf8_beginning(rest));
      if (!is_other) bytes.erase(0, good);
    }
    if (is_other) take_lines(bytes, !has_more, lines);
    if (!has_more) break;
  }
  if (is_other && lines.empty()) lines = bytes;  // one line without an end
  if (lines.size() > kEnough) lines.resize(lines.rfind('\n', kEnough) + 1);
  return lines;
}

}  // namespace

struct Decoder::State {
  UConverter* from = nullptr;
  UConverter* to = nullptr;
  std::array<UChar, 4096> pivot;
  UChar* pivot_begin = pivot.data();
  UChar* pivot_end = pivot.data();
  bool has_begun = false;
};

Decoder::Decoder(const std::string& encoding) : state_(std::make_unique<State>()) {
  const IcuConverters& icu = icu_converters();
  UErrorCode status = U_ZERO_ERROR;
  state_->from = icu.ucnv_open(icu_name(encoding).c_str(), &status);
  if (U_FAILURE(status))
    throw Error("unknown_encoding",
                text("no encoding is called \"{}\"", "没有名为 \"{}\" 的编码", encoding))
        .expected(text("a name such as UTF-8, UTF-16, GB18030, Big5, Shift_JIS, windows-1252",
                       "如 UTF-8, UTF-16, GB18030, Big5, Shift_JIS, windows-1252 等名称"));
  state_->to = icu.ucnv_open("UTF-8", &status);
  icu.ucnv_setToUCallBack(state_->from, icu.UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                          &status);
}

Decoder::~Decoder() {
  icu_converters().ucnv_close(state_->from);
  icu_converters().ucnv_close(state_->to);
}

bool Decoder::decode(std::string_view bytes, Piece piece, std::string& utf8) {
  const char* from = bytes.data();
  const char* const from_end = from + bytes.size();
  std::array<char, 1 << 16> out;
  while (true) {
    UErrorCode status = U_ZERO_ERROR;
    char* to = out.data();
    icu_converters().ucnv_convertEx(state_->to, state_->from, &to, out.data() + out.size(), &from,
                                    from_end, state_->pivot.data(), &state_->pivot_begin,
                                    &state_->pivot_end, state_->pivot.data() + state_->pivot.size(),
                                    !state_->has_begun, piece == Piece::last, &status);
    state_->has_begun = true;
    utf8.append(out.data(), to);
    if (status == U_BUFFER_OVERFLOW_ERROR) continue;
    return U_SUCCESS(status);
  }
}

std::string guess_encoding(std::string_view bytes) {
  const IcuDetector& icu = icu_detector();
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = icu.ucsdet_open(&status);
  icu.ucsdet_setText(detector, bytes.data(), static_cast<std::int32_t>(bytes.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** const matches = icu.ucsdet_detectAll(detector, &count, &status);
  std::string found;
  for (std::int32_t i = 0; U_SUCCESS(status) && i < count && found.empty(); ++i) {
    const std::string name = icu_name(icu.ucsdet_getName(matches[i], &status));
    std::string decoded;
    if (name != "UTF-8" && !name.starts_with("UTF-") && !name.starts_with("ISO-2022") &&
        Decoder(name).decode(bytes, Decoder::Piece::last, decoded))
      found = name;
  }
  icu.ucsdet_close(detector);
  return found.empty() ? "windows-1252" : found;
}

Encoding encoding_of_file(const fs::path& file, const std::string& told) {
  constexpr std::size_t kHead = 1 << 16;
  std::string head;
  (void)ByteFeed(file).read(head, kHead);
  Encoding encoding;
  const auto mark = std::ranges::find_if(
      kMarks, [&](const Mark& m) { return std::string_view(head).starts_with(m.bytes); });
  const bool is_marked = mark != kMarks.end();
  if (!told.empty()) {
    encoding.name = icu_name(told);
    if (encoding.name != "UTF-8") (void)Decoder(encoding.name);  // says what is wrong with the name
    if (is_marked && in_lower_case(encoding.name)
                         .starts_with(in_lower_case(std::string_view(mark->encoding).substr(0, 6))))
      encoding = {mark->encoding, mark->bytes.size()};
    return encoding;
  }
  if (is_marked) {
    encoding = {mark->encoding, mark->bytes.size()};
    if (encoding.name != "UTF-8")
      encoding.note =
          text("encoding {} (by its byte order mark)", "编码 {} (由字节序标记得知)", encoding.name);
    return encoding;
  }
  if (const char* name = utf16_without_mark(head)) {
    encoding.name = name;
  } else {
    const std::string lines = lines_of_other_encoding(file);
    if (lines.empty()) return encoding;
    encoding.name = guess_encoding(lines);
  }
  encoding.note = text("encoding {} (guessed)", "编码 {} (推测)", encoding.name);
  return encoding;
}

}  // namespace ingot
