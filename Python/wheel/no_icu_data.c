// ICU's data without an entry, in place of the 34 MB that Foundation brings: locales, calendars, conversions, none of
// which the suite asks for. The form is that of ICU's own data for building without any, stubdata; a service that does
// need data answers with U_FILE_ACCESS_ERROR or U_MISSING_RESOURCE_ERROR.
//
// ICU_DATA: the name of its version, such as icudt76_dat, which the archive's own object defines.
#include <stdint.h>

const struct {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size, reserved;
  uint8_t is_big_endian, charset_family, size_of_uchar, reserved_byte, format[4], format_version[4], data_version[4];
  uint8_t padding[8];
  uint32_t count, reserved_count;
  uint64_t contents[2];
} __attribute__((aligned(16))) ICU_DATA = {
    .header_size = 32, .magic = {0xda, 0x27}, .info_size = 20, .size_of_uchar = 2,
    .format = {'T', 'o', 'C', 'P'}, .format_version = {1},
};
