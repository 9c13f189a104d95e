#include "data/samples.h"

namespace ingot {

SampleDef define_fashion_mnist_sample() {
  return {.name = "fashion-mnist",
          .doc =
              "70,000 pictures of clothes, 28 x 28 grey, 10 classes.\n"
              "Source: Xiao, Rasul, Vollgraf 2017, Fashion-MNIST: a novel image dataset for\n"
              "benchmarking machine learning algorithms; Debian's dataset-fashion-mnist.",
          .class_names = {"t-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt",
                          "sneaker", "bag", "ankle boot"},
          .folder = [](const DataOptions&) {
            return installed_sample("fashion-mnist", "/usr/share/datasets/fashion-mnist",
                                    "dataset-fashion-mnist");
          }};
}

}  // namespace ingot
