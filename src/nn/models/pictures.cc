#include "nn/models/pictures.h"

namespace ingot {

void require_pictures(const ModelInputs& in, std::int64_t least) {
  const Ints& s = in.input_shape;
  if (s.size() == 3 && s[1] >= least && s[2] >= least) return;
  throw Error("bad_model_input", text("{} takes pictures, not rows of shape {}",
                                      "{} 的输入须为图片，而不是形状为 {} 的行",
                                      in.options.spec().kind, to_string(Shape(s))))
      .expected(text("(channels, height, width), at least {0} x {0} pixels",
                     "(通道, 高, 宽)，至少 {0} x {0} 像素", least))
      .fix(text("--model mlp takes rows of any shape", "--model mlp 可接受任意形状的行"));
}

}  // namespace ingot
