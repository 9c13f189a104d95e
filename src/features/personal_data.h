// Columns that tell who somebody is.
#pragma once

#include <string_view>
#include <vector>

#include "features/column_profile.h"

namespace ingot {

/// 18 characters with a date of birth and a check digit. source: GB 11643-1999
[[nodiscard]] bool is_resident_id(std::string_view text);
/// source: ISO 13616, check digits after ISO 7064 (mod 97)
[[nodiscard]] bool is_iban(std::string_view text);
/// 13 to 19 digits, blanks or hyphens between them. source: ISO/IEC 7812 (Luhn)
[[nodiscard]] bool is_card_number(std::string_view text);

/// values   distinct texts, none missing: all, or the first ones
[[nodiscard]] Personal find_personal(std::string_view name, Meaning meaning,
                                     const std::vector<CategoryCount>& values);

}  // namespace ingot
