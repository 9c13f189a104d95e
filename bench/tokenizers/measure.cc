// How fast tokenisers learn and encode on a real text, and whether what they encode comes back.
//
//   measure_tokenizers train NAME TEXT OUT.json [TOKENS] [THREADS]
//   measure_tokenizers encode TOKENIZER TEXT [THREADS]   tokenizer.json, vocab.txt or GGUF
//   measure_tokenizers random TOKENIZER [STRINGS]        decode(encode(x)) = x of random bytes
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "base/files.h"
#include "base/rng.h"
#include "base/threads.h"
#include "features/train_tokenizer.h"
#include "formats/gguf.h"
#include "formats/tokenizer_json.h"
#include "formats/vocab_txt.h"

namespace {

using namespace ingot;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Tokenizer load_any(const std::string& file) {
  const auto extension = std::filesystem::path(file).extension();
  if (extension == ".gguf") return load_gguf_tokenizer(file);
  return extension == ".txt" ? load_vocab_txt(file) : load_tokenizer_json(file);
}

constexpr std::size_t kShortText = 1 << 14, kLongText = 1 << 20;

// Lines with their ends, so many bytes at a time.
std::vector<std::string_view> parts_of(std::string_view text, std::size_t part_bytes) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = text.find('\n', std::min(part_bytes, text.size() - 1));
    parts.push_back(text.substr(0, end == text.npos ? text.size() : end + 1));
    text.remove_prefix(parts.back().size());
  }
  return parts;
}

void train(const std::string& name, const std::string& text, const std::string& out,
           std::int64_t size, int num_threads) {
  const auto parts = parts_of(text, kShortText);
  const auto start = Clock::now();
  const Tokenizer t = train_tokenizer(
      [&](const std::function<void(std::string_view)>& body) {
        for (const std::string_view part : parts) body(part);
      },
      {.tokenizer = name, .vocabulary = {.size = size, .num_threads = num_threads}});
  std::printf("%s: %d tokens from %.1f MB in %.2f s with %d threads\n", name.c_str(),
              t.vocabulary_size(), static_cast<double>(text.size()) / 1e6, seconds_since(start),
              num_threads);
  save_tokenizer_json(out, t);
}

void encode(const Tokenizer& t, const std::string& text, std::size_t part_bytes, int num_threads) {
  const auto parts = parts_of(text, part_bytes);
  for (int run = 0; run < 3; ++run) {
    std::vector<std::size_t> tokens(static_cast<std::size_t>(num_threads));
    const auto start = Clock::now();
    on_threads(num_threads, [&](int thread, int threads) {
      const Share share = share_of(static_cast<std::int64_t>(parts.size()), thread, threads);
      for (std::int64_t i = share.begin; i < share.end; ++i)
        tokens[static_cast<std::size_t>(thread)] +=
            t.encode(parts[static_cast<std::size_t>(i)]).size();
    });
    const double seconds = seconds_since(start);
    std::size_t all = 0;
    for (const std::size_t n : tokens) all += n;
    const double bytes = static_cast<double>(text.size());
    std::printf(
        "encoded %.1f MB in texts of %zu KB to %zu tokens (%.2f bytes each): %.1f MB/s with %d "
        "threads\n",
        bytes / 1e6, part_bytes >> 10, all, bytes / static_cast<double>(all), bytes / 1e6 / seconds,
        num_threads);
  }
}

int random_strings(const Tokenizer& t, std::uint32_t strings) {
  for (std::uint32_t i = 0; i < strings; ++i) {
    const PhiloxCounter draw = philox4x32({i, 0, 0, 0}, {1, 2});
    std::string bytes;
    // All bytes, bytes of ASCII, or few different ones.
    const std::uint32_t mask = draw[1] % 3 == 0 ? 0xff : draw[1] % 3 == 1 ? 0x7f : 0xe3;
    for (std::uint32_t k = 0; k < draw[0] % 128; ++k)
      bytes += static_cast<char>(philox4x32({i, k, 1, 0}, {1, 2})[0] & mask);
    if (t.decode(t.encode(bytes)) == bytes) continue;
    std::printf("string %u does not come back\n", i);
    return 1;
  }
  std::printf("%u random strings come back\n", strings);
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> a(argv + 1, argv + argc);
  const auto number = [&](std::size_t i, int otherwise) {
    return a.size() > i ? std::stoi(a[i]) : otherwise;
  };
  if (a.size() >= 4 && a[0] == "train") {
    train(a[1], read_file(a[2]), a[3], number(4, 32256), number(5, 2));
  } else if (a.size() >= 3 && a[0] == "encode") {
    const auto start = Clock::now();
    const Tokenizer t = load_any(a[1]);
    std::printf("loaded %s in %.3f s\n", a[1].c_str(), seconds_since(start));
    const std::string text = read_file(a[2]);
    for (const std::size_t part_bytes : {kShortText, kLongText})
      encode(t, text, part_bytes, number(3, 1));
  } else if (a.size() >= 2 && a[0] == "random") {
    return random_strings(load_any(a[1]), static_cast<std::uint32_t>(number(2, 1'000'000)));
  } else {
    std::fprintf(stderr,
                 "usage: measure_tokenizers train NAME TEXT OUT.json [TOKENS] [THREADS]\n"
                 "       measure_tokenizers encode TOKENIZER TEXT [THREADS]\n"
                 "       measure_tokenizers random TOKENIZER [STRINGS]\n");
    return 2;
  }
  return 0;
} catch (const ingot::Error& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
