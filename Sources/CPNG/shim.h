#pragma once
#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// libpng reports errors with longjmp, which must not cross Swift frames: the whole writing of a file is one C function.

typedef struct {
  jmp_buf escape;
  char *message;
  size_t capacity;
} png_shim_failure;

static inline void png_shim_on_error(png_structp png, png_const_charp message) {
  png_shim_failure *failure = (png_shim_failure *)png_get_error_ptr(png);
  snprintf(failure->message, failure->capacity, "%s", message);
  longjmp(failure->escape, 1);
}

static inline void png_shim_on_warning(png_structp png, png_const_charp message) { (void)png, (void)message; }

// Writes rows of 0x00RRGGBB words (Cairo's RGB24) as an 8-bit RGB image with text chunks: tEXt for ASCII, iTXt
// otherwise. Returns 0, or -1 with libpng's message. `row` has room for 3 * width bytes.
__attribute__((noinline)) static int png_shim_write(
    FILE *file, const uint8_t *pixels, int width, int height, int stride, int pixels_per_metre,
    const char *const *keys, const char *const *texts, int text_count, uint8_t *row, char *message, size_t capacity) {
  png_shim_failure failure = {.message = message, .capacity = capacity};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure, png_shim_on_error, png_shim_on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_write_struct(&png, NULL);
    snprintf(message, capacity, "out of memory");
    return -1;
  }
  // Neither `png` nor `info` changes after this line, so both keep their values after a jump.
  if (setjmp(failure.escape)) {
    png_destroy_write_struct(&png, &info);
    return -1;
  }
  png_init_io(png, file);
  png_set_IHDR(
      png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
  png_set_pHYs(png, info, (png_uint_32)pixels_per_metre, (png_uint_32)pixels_per_metre, PNG_RESOLUTION_METER);
  for (int i = 0; i < text_count; i++) {
    int ascii = 1;
    for (const char *c = texts[i]; *c; c++) ascii &= (unsigned char)*c < 128;
    png_text text = {
        .compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
        .key = (char *)keys[i], .text = (char *)texts[i], .text_length = ascii ? strlen(texts[i]) : 0,
        .itxt_length = ascii ? 0 : strlen(texts[i])};
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      uint32_t pixel;
      memcpy(&pixel, pixels + (size_t)y * (size_t)stride + 4 * (size_t)x, sizeof pixel);
      row[3 * x] = (uint8_t)(pixel >> 16);
      row[3 * x + 1] = (uint8_t)(pixel >> 8);
      row[3 * x + 2] = (uint8_t)pixel;
    }
    png_write_row(png, row);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 0;
}
