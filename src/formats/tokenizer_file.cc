#include "formats/tokenizer_file.h"

#include "base/lower_case.h"
#include "formats/gguf.h"
#include "formats/tokenizer_json.h"
#include "formats/vocab_txt.h"

namespace ingot {

Tokenizer load_tokenizer(const std::filesystem::path& path) {
  const std::string ending = in_lower_case(path.extension().string());
  if (ending == ".txt") return load_vocab_txt(path);
  if (ending == ".gguf") return load_gguf_tokenizer(path);
  return load_tokenizer_json(path);
}

}  // namespace ingot
