#include <webp/decode.h>
#include <webp/demux.h>

#include "data/picture_decoder.h"

namespace ingot {
namespace {

class WebpDecoder final : public PictureDecoder {
 public:
  explicit WebpDecoder(std::string_view bytes) {
    const WebPData data{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
    WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
    file_.reset(WebPDemuxPartial(&data, &state));
    if (state == WEBP_DEMUX_PARSING_HEADER || state == WEBP_DEMUX_PARSED_HEADER) cut_off();
    if (!file_) damaged();
    height_ = WebPDemuxGetI(file_.get(), WEBP_FF_CANVAS_HEIGHT);
    width_ = WebPDemuxGetI(file_.get(), WEBP_FF_CANVAS_WIDTH);
    require_decodable_size(height_, width_);
    const bool found = WebPDemuxGetFrame(file_.get(), 1, &frame_) != 0;
    const WebPData& coded = frame_.fragment;
    if (!found || frame_.complete == 0 ||
        WebPGetFeatures(coded.bytes, coded.size, &config_.input) != VP8_STATUS_OK ||
        config_.input.width != frame_.width || config_.input.height != frame_.height)
      damaged();
  }
  ~WebpDecoder() override { WebPDemuxReleaseIterator(&frame_); }
  WebpDecoder(const WebpDecoder&) = delete;
  WebpDecoder& operator=(const WebpDecoder&) = delete;

  [[nodiscard]] Shape shape() const override { return {3, height_, width_}; }

  [[nodiscard]] Orientation orientation() const override {
    WebPChunkIterator chunk{};
    Orientation orientation = Orientation::upright;
    if (WebPDemuxGetChunk(file_.get(), "EXIF", 1, &chunk) != 0)
      orientation =
          exif_orientation({reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size});
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
  }

  void decode(UprightPicture& rows) override {
    const bool has_alpha = config_.input.has_alpha != 0;
    const std::size_t pixel_bytes = has_alpha ? 4 : 3;
    const std::size_t row_bytes = static_cast<std::size_t>(frame_.width) * pixel_bytes;
    std::vector<std::uint8_t> pixels(row_bytes * static_cast<std::size_t>(frame_.height));
    config_.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
    config_.output.is_external_memory = 1;
    config_.output.u.RGBA = {pixels.data(), static_cast<int>(row_bytes), pixels.size()};
    const VP8StatusCode status = WebPDecode(frame_.fragment.bytes, frame_.fragment.size, &config_);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA || status == VP8_STATUS_SUSPENDED) cut_off();
    if (status != VP8_STATUS_OK) damaged();
    // The first frame of a moving picture may cover a part of the whole, which is white.
    std::vector<std::uint8_t> row(static_cast<std::size_t>(width_) * 3, 255);
    for (std::int64_t y = 0; y < height_; ++y) {
      const std::int64_t inside = y - frame_.y_offset;
      const bool has_row = inside >= 0 && inside < frame_.height;
      if (!has_row) {
        std::fill(row.begin(), row.end(), std::uint8_t{255});
      } else {
        const std::uint8_t* in = pixels.data() + static_cast<std::size_t>(inside) * row_bytes;
        std::uint8_t* out = row.data() + 3 * static_cast<std::size_t>(frame_.x_offset);
        if (!has_alpha) std::copy_n(in, row_bytes, out);
        for (int x = 0; has_alpha && x < frame_.width; ++x, in += 4)
          for (int c = 0; c < 3; ++c) *out++ = on_white(in[c], in[3]);
      }
      rows.put(y, row.data());
    }
  }

 private:
  [[noreturn]] static void cut_off() {
    throw BadPicture{text("the WebP file is cut off", "WebP 文件不完整")};
  }
  [[noreturn]] static void damaged() {
    throw BadPicture{text("the WebP file is damaged", "WebP 文件已损坏")};
  }

  struct Close {
    void operator()(WebPDemuxer* file) const { WebPDemuxDelete(file); }
  };
  std::unique_ptr<WebPDemuxer, Close> file_;
  WebPIterator frame_{};
  WebPDecoderConfig config_{};
  std::int64_t height_ = 0, width_ = 0;
};

}  // namespace

std::unique_ptr<PictureDecoder> open_webp(std::string_view bytes) {
  return std::make_unique<WebpDecoder>(bytes);
}

}  // namespace ingot
