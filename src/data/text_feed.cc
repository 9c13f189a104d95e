#include "data/text_feed.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"
#include "data/table_error.h"

namespace ingot {
namespace {

std::int64_t lines_in(std::string_view text) { return std::ranges::count(text, '\n'); }

}  // namespace

TextFeed::TextFeed(const std::filesystem::path& file, const Encoding& encoding)
    : file_(file.string()), encoding_(encoding), feed_(file) {
  if (encoding_.name != "UTF-8") decoder_.emplace(encoding_.name);
}

bool TextFeed::read(std::string& text) {
  constexpr std::size_t kPiece = 1 << 20;
  if (has_ended_) return false;
  has_ended_ = !feed_.read(bytes_, kPiece);
  std::string_view bytes = bytes_;
  if (!has_begun_) bytes.remove_prefix(std::min(encoding_.mark_bytes, bytes.size()));
  has_begun_ = true;
  const std::size_t before = text.size();
  decoder_ ? append_decoded(bytes, text) : append_utf8(bytes, text);
  const std::string_view added = std::string_view(text).substr(before);
  require_text(added);
  line_ += lines_in(added);
  return true;
}

void TextFeed::append_utf8(std::string_view bytes, std::string& text) {
  const std::size_t good = utf8_prefix(bytes);
  const std::string_view rest = bytes.substr(good);
  if (!rest.empty() && (has_ended_ || !is_utf8_beginning(rest)))
    throw not_in_encoding(bytes.substr(0, good));
  text += bytes.substr(0, good);
  bytes_ = std::string(rest);
}

void TextFeed::append_decoded(std::string_view bytes, std::string& text) {
  const std::size_t before = text.size();
  if (!decoder_->decode(bytes, has_ended_ ? Decoder::Piece::last : Decoder::Piece::middle, text))
    throw not_in_encoding(std::string_view(text).substr(before));
  bytes_.clear();
}

Error TextFeed::not_in_encoding(std::string_view before) const {
  return bad_table(file_, line_ + lines_in(before),
                   text("bytes that are not {}", "含有不属于 {} 的字节", encoding_.name))
      .expected(text("text in one encoding", "同一种编码的文本"))
      .fix(text("name the encoding of the file with --encoding, or save it again as UTF-8",
                "请用 --encoding 指明文件的编码, 或重新存为 UTF-8"));
}

void TextFeed::require_text(std::string_view text) const {
  if (text.empty()) return;
  const void* nul = std::memchr(text.data(), 0, text.size());
  if (nul == nullptr) return;
  const auto at = static_cast<std::size_t>(static_cast<const char*>(nul) - text.data());
  throw bad_table(file_, line_ + lines_in(text.substr(0, at)),
                  ingot::text("a NUL byte", "出现 NUL 字节"))
      .fix(ingot::text("mend the line; if the file is UTF-16, name it with --encoding",
                       "请修改该行; 若文件为 UTF-16, 请用 --encoding 指明"));
}

std::string whole_text(const std::filesystem::path& file, const Encoding& encoding) {
  TextFeed feed(file, encoding);
  std::string text;
  while (feed.read(text)) continue;
  return text;
}

bool LineFeed::next(std::string_view& line) {
  std::size_t seen = at_;
  while (true) {
    const std::size_t end = text_.find('\n', seen);
    if (end == text_.npos && !has_ended_) {
      text_.erase(0, at_);
      at_ = 0;
      seen = text_.size();
      if (seen > kMostBytesOfRecord)
        throw bad_table(file_, number_ + 1, text("a line of more than 64 MiB", "一行超过 64 MiB"));
      has_ended_ = !feed_.read(text_);
      continue;
    }
    if (end == text_.npos && at_ == text_.size()) return false;
    const std::size_t line_end = std::min(end, text_.size());
    line = std::string_view(text_).substr(at_, line_end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ = std::min(line_end + 1, text_.size());
    ++number_;
    return true;
  }
}

}  // namespace ingot
