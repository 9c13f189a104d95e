// Lists of augmentations with a name.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

/// none                  nothing
/// flip                  flip_horizontal: where there are many pictures
/// light                 flip_horizontal, pad_crop
/// strong                light, trivial_augment, erase
/// light_without_flip    pad_crop: for letters, digits, signs
/// strong_without_flip   pad_crop, trivial_augment with rotations up to 30
/// degrees, erase
[[nodiscard]] const std::vector<std::string>& augmentation_preset_names();

/// The list for an Augmenter. errors: unknown_augmentation, with a near name
[[nodiscard]] nlohmann::json augmentation_preset(std::string_view name);
/// The same for a preset or for augmentations in their order, with options where others than the
/// defaults are wanted: "flip_horizontal+rotate(degrees=10)+colour".
///
/// errors    unknown_augmentation, unknown_option, bad_option; bad_augmentation (of one that mixes
///           pictures)
[[nodiscard]] nlohmann::json augmentation_list(std::string_view given);
/// Whether a list mirrors pictures.
[[nodiscard]] bool mirrors_pictures(const nlohmann::json& list);

/// none      nothing
/// mixup     mixup
/// cutmix    cutmix
/// both      one of the two for each batch
[[nodiscard]] const std::vector<std::string>& mix_preset_names();
/// What follows the list of an augmentation preset. errors: as augmentation_preset
[[nodiscard]] nlohmann::json mix_preset(std::string_view name);

}  // namespace ingot
