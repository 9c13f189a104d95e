// Data sets as they come from files.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ingot/table.h"
#include "ingot/tensor.h"

namespace ingot {

class Progress;

/// Pictures of one shape, in memory or in files that are decoded when they are asked for. Any
/// thread may ask, several at a time.
class PictureSource {
 public:
  virtual ~PictureSource() = default;
  [[nodiscard]] virtual std::int64_t size() const = 0;
  /// (channels, height, width), channels = 1 or 3.
  [[nodiscard]] virtual Shape row() const = 0;
  /// The pictures `rows` in this order, u8 (rows, channels, height, width), 0 black to 255 white.
  ///
  /// errors    file_missing, file_unreadable, bad_picture
  [[nodiscard]] virtual Tensor get(std::span<const std::int64_t> rows) const = 0;
  /// Where a picture comes from; empty when it is not a file of its own.
  [[nodiscard]] virtual std::string name(std::int64_t row) const = 0;
};

/// `pixels` is u8 (rows, channels, height, width); `names` is empty or has one for each row.
[[nodiscard]] std::shared_ptr<const PictureSource> pictures_in_memory(
    Tensor pixels, std::vector<std::string> names = {});
/// The rows `rows` of `all`, in their order.
[[nodiscard]] std::shared_ptr<const PictureSource> selected_pictures(
    std::shared_ptr<const PictureSource> all, std::vector<std::int64_t> rows);

/// Calls `body` with up to `most` pictures at a time, in order, until all were seen.
void for_each_run(const PictureSource& pictures, const std::function<void(const Tensor&)>& body,
                  std::int64_t most = 256);

/// Labelled pictures: one label per row, an index into the class names; empty when there are none,
/// and where a picture may have several classes.
struct Pictures {
  std::shared_ptr<const PictureSource> source;
  std::vector<std::int64_t> labels = {};
  /// Where a picture may have several classes: u8 (rows, classes), 1 for those that it has.
  Tensor label_sets = {};
  /// Of the column that DataOptions names, one value per row; else empty.
  std::vector<std::string> column = {};
  /// Of files, pixels along the longer side before they were brought to one shape; else empty.
  std::vector<std::int64_t> longer_sides = {};

  [[nodiscard]] std::int64_t size() const { return source->size(); }
  [[nodiscard]] Shape row() const { return source->row(); }
  /// All of them, u8 (rows, channels, height, width): mind the memory.
  [[nodiscard]] Tensor pixels() const;
  [[nodiscard]] bool is_multi_label() const { return label_sets.defined(); }
  /// The picture's name; of one that is no file of its own its row, such as "#17".
  [[nodiscard]] std::string shown_name(std::int64_t row) const;
  /// The labels, i64 (rows), or the label sets.
  [[nodiscard]] Tensor truth() const;
};

/// The rows `rows` with their labels, in this order; `pictures` itself when these are all.
[[nodiscard]] Pictures select_rows(const Pictures& pictures, std::vector<std::int64_t> rows);

/// About `most` rows, evenly chosen; `pictures` itself when there are no more.
[[nodiscard]] Pictures every_nth(const Pictures& pictures, std::int64_t most);

/// A file that was left out.
struct SkippedFile {
  std::string name;
  Text reason;
};

enum class DataPart : std::uint8_t { train, valid, test };

/// One picture of a data set.
struct PictureAddress {
  DataPart part = DataPart::train;
  std::int64_t row = 0;
};

struct Dataset {
  std::string name;
  std::vector<std::string> class_names;
  Pictures train;
  /// The part that the data set brings for testing.
  std::optional<Pictures> test;
  /// SHA-256 over the files in the order of their names, for provenance.
  std::string sha256;
  /// The part that the data set brings for validation.
  std::optional<Pictures> valid = {};
  /// Files that hold no picture that can be read.
  std::vector<SkippedFile> skipped = {};
  /// Files whose content is of another format than their names say; they are read all the same.
  std::vector<std::string> misnamed = {};
  /// Groups of pictures that are the same or nearly so.
  std::vector<std::vector<PictureAddress>> duplicates = {};
};

/// How a picture of another aspect is brought to a size: its aspect changes, or it gets black bars,
/// or its sides are cut off.
enum class PictureFit : std::uint8_t { stretch, letterbox, center_crop };

/// Rows whose files hold no picture that can be read, and why; they are black.
struct UnreadPictures {
  std::mutex mutex = {};
  std::map<std::int64_t, Text> reasons = {};
};

struct DataOptions {
  /// Bring all pictures to this shape, (channels, height, width). Without one they get the median
  /// height and width of the training pictures, at most 256 pixels along the longer side, and their
  /// colours if any is coloured.
  std::optional<Shape> row = {};
  /// Without `row`: the longer side in pixels; 0: as above.
  std::int64_t picture_size = 0;
  PictureFit fit = PictureFit::stretch;
  /// Of pictures that are to be predicted: where it is given, files without a picture are noted
  /// here and are no errors, unless there is one file only.
  UnreadPictures* unread = nullptr;
  /// A further column of a CSV file of path,label whose values are kept, such as a patient's number
  /// or a date; empty: none.
  std::string column = {};
  /// Pictures of a CSV file may have any number of classes, also where each has one. Without it
  /// they may where a line names several.
  bool label_sets = false;
  /// The classes of a CSV file or a folder, in this order; empty: those that it names, in byte
  /// order.
  std::vector<std::string> class_names = {};
  /// Further data whose pictures become the test part: theirs, or all where they bring none.
  std::string test = {};
  /// The largest share of files that may be skipped because they cannot be read.
  double max_bad = 0.01;
  int num_threads = 1;
  /// Of samples that are drawn on this machine when they are first used: where they are kept, in
  /// `samples/`; empty: ~/.ingot.
  std::filesystem::path home = {};
  Progress* progress = nullptr;  ///< told how far long reading or drawing is
  TableOptions table = {};       ///< how the file of a table is read
};

/// Opens what `source` names: `sample:fashion-mnist` or another sample; a folder of IDX files
/// (`train-images-idx3-ubyte`, optionally `.gz`); a folder with one sub-folder of picture files per
/// class, below `train`, `test` and `valid` where it has such parts; a CSV file of path,label, with
/// several labels as `cat|dog`.
///
/// errors    unknown_sample, file_missing, unknown_data, bad_idx, too_many_bad, unknown_class,
///           unknown_column, other_classes
[[nodiscard]] Dataset open_dataset(const std::string& source, const DataOptions& options = {});

/// Pictures to predict, brought to the shape `row`: a picture or an IDX file; a folder or a glob of
/// pictures; of a data set, also of a CSV file that names pictures, its test part, or all its
/// pictures where there is none.
///
/// errors    unknown_sample, file_missing, unknown_data, bad_idx
[[nodiscard]] Pictures read_pictures(const std::string& source, const Shape& row,
                                     const DataOptions& options = {});

/// Row indices of the parts of one data set, ascending.
struct Split {
  std::vector<std::int64_t> train, valid, test;
};

/// Splits `num_rows` rows at random, each class in its proportion, by `seed`. `valid` and `test`
/// are shares of all rows; `test` is 0 when the data bring a test part. Classes too small for a row
/// of their own give some together. Depends on nothing but its arguments.
[[nodiscard]] Split stratified_split(const std::vector<std::int64_t>& labels, double valid,
                                     double test, std::int64_t seed);

/// Row indices of a part of one data set, ascending: `share` (in (0, 1]) of each class, at least
/// one row of it, at random by `seed`.
[[nodiscard]] std::vector<std::int64_t> stratified_sample(const std::vector<std::int64_t>& labels,
                                                          double share, std::int64_t seed);

/// The order in which an epoch visits `rows`: a permutation by (seed, epoch).
[[nodiscard]] std::vector<std::int64_t> shuffled(std::vector<std::int64_t> rows, std::int64_t seed,
                                                 std::int64_t epoch);

}  // namespace ingot
