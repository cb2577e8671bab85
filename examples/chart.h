/*
 * chart.h - draws a learning curve, a loss and an accuracy for each epoch, in the terminal and as an SVG file.
 */
#ifndef CHART_H
#define CHART_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum {
    chart_intervals = 5, /* between the ticks of a vertical axis */
    chart_rows = 2 * chart_intervals + 1,
    chart_columns = 30,
    chart_dots_x = 2 * chart_columns, /* a Braille character is 2 dots wide and 4 high */
    chart_dots_y = 4 * chart_rows
};

struct chart_series {
    const char *name;
    const char *unit;
    const char *axis;     /* what stands beside the vertical axis */
    const double *values; /* one for each epoch, the first is epoch 1 */
    double low;           /* the ends of the axis */
    double high;
    int logarithmic;
};

struct chart {
    const char *title;
    int epochs;
    struct chart_series loss;
    struct chart_series accuracy; /* in per cent */
};

/* The smallest of 1, 2 and 5 times a power of ten of which `intervals` cover the span. */
static double chart_nice_step(double span, int intervals) {
    if (!(span > 0) || !isfinite(span)) {
        return 1;
    }
    const double step = span / intervals;
    const double power = pow(10, floor(log10(step)));
    return power * (step <= power ? 1 : step <= 2 * power ? 2 : step <= 5 * power ? 5 : 10);
}

/* Chooses the axes: of the loss in powers of two, of the accuracy down from 100 %. */
static struct chart chart_make(const char *title, int epochs, const double *loss, const double *accuracy) {
    double highest_loss = 0;
    double lowest_loss = INFINITY;
    double lowest_accuracy = 100;
    for (int i = 0; i < epochs; ++i) {
        highest_loss = fmax(highest_loss, loss[i]);
        lowest_loss = fmin(lowest_loss, loss[i]);
        lowest_accuracy = fmin(lowest_accuracy, accuracy[i]);
    }
    const double high = highest_loss > 0 && isfinite(highest_loss) ? exp2(ceil(log2(highest_loss))) : 1;
    double low = high;
    do {
        low *= exp2(-chart_intervals);
    } while (low > lowest_loss && low > high * 1e-9);
    const double step = fmin(20, chart_nice_step(100 - lowest_accuracy, chart_intervals));
    const struct chart chart = {title, epochs, {"train loss", "", "train loss (logarithmic)", loss, low, high, 1},
        {"test accuracy", " %", "test accuracy (%)", accuracy, 100 - chart_intervals * step, 100, 0}};
    return chart;
}

/* Where a value lies on its axis: 0 at the low end, 1 at the high end. */
static double chart_height(const struct chart_series *series, double value) {
    const double height = series->logarithmic ? log(value / series->low) / log(series->high / series->low)
                                              : (value - series->low) / (series->high - series->low);
    return fmin(1, fmax(0, height));
}

/* The value at a height: a number beside the axis. */
static double chart_value(const struct chart_series *series, double height) {
    return series->logarithmic ? series->low * pow(series->high / series->low, height)
                               : series->low + height * (series->high - series->low);
}

/* The curve as Braille patterns: for each column of dots, the dots from the height before to the height here. */
static void chart_trace(const struct chart_series *series, int epochs, uint8_t cells[chart_rows][chart_columns]) {
    static const uint8_t dots[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    int before = -1;
    for (int x = 0; x < chart_dots_x; ++x) {
        const double epoch = (double)x * (epochs - 1) / (chart_dots_x - 1);
        const int left = (int)epoch;
        const int right = left + 1 < epochs ? left + 1 : left;
        const double value = series->values[left] + (epoch - left) * (series->values[right] - series->values[left]);
        /* A tick stands at the middle of its row of characters, which is 2 dots from the upper and the lower edge. */
        const int y = chart_dots_y - 3 - (int)(chart_height(series, value) * (chart_dots_y - 4));
        const int from = before < 0 || before == y ? y : before < y ? before + 1 : before - 1;
        for (int i = from < y ? from : y; i <= (from < y ? y : from); ++i) {
            cells[i / 4][x / 2] |= dots[i % 4][x % 2];
        }
        before = y;
    }
}

/* One row of one chart: a number beside every second row, then the curve. */
static void chart_print_row(const struct chart_series *series, int row, const uint8_t cells[chart_columns]) {
    if (row % 2 == 0) {
        printf("%7.4g \xe2\x94\xa4", chart_value(series, 1 - (double)row / (chart_rows - 1)));
    } else {
        printf("        \xe2\x94\x82");
    }
    for (int column = 0; column < chart_columns; ++column) { /* U+2800 plus the pattern, in UTF-8 */
        printf("\xe2%c%c", 0xa0 | cells[column] >> 6, 0x80 | (cells[column] & 0x3f));
    }
}

/* Both curves side by side, 78 columns wide and 14 lines high. */
static void chart_print(const struct chart *chart) {
    uint8_t loss[chart_rows][chart_columns] = {{0}};
    uint8_t accuracy[chart_rows][chart_columns] = {{0}};
    chart_trace(&chart->loss, chart->epochs, loss);
    chart_trace(&chart->accuracy, chart->epochs, accuracy);
    printf("        %-*s         %s\n", chart_columns + 1, chart->loss.axis, chart->accuracy.axis);
    for (int row = 0; row < chart_rows; ++row) {
        chart_print_row(&chart->loss, row, loss[row]);
        chart_print_row(&chart->accuracy, row, accuracy[row]);
        putchar('\n');
    }
    for (int side = 0; side < 2; ++side) {
        printf("        \xe2\x94\x94");
        for (int column = 0; column < chart_columns; ++column) {
            printf("\xe2\x94\x80");
        }
    }
    putchar('\n');
    for (int side = 0; side < 2; ++side) {
        printf("         1%*s%*d", chart_columns / 2 + 2, "epoch", chart_columns / 2 - 3, chart->epochs);
    }
    putchar('\n');
}

/* The SVG picture: its size and the rectangle of the plot, in pixels. */
enum { svg_width = 780, svg_height = 440, svg_left = 96, svg_right = 704, svg_top = 84, svg_bottom = 372 };

static double svg_x(const struct chart *chart, double epoch) {
    return svg_left + epoch * (svg_right - svg_left) / chart->epochs;
}

static double svg_y(const struct chart_series *series, double value) {
    return svg_bottom - chart_height(series, value) * (svg_bottom - svg_top);
}

/* Grid lines, the numbers of both vertical axes and of the horizontal one, and what they count. */
static void svg_axes(FILE *file, const struct chart *chart) {
    for (int i = 0; i <= chart_intervals; ++i) {
        const double height = (double)i / chart_intervals;
        const double y = svg_bottom - height * (svg_bottom - svg_top);
        fprintf(file, "<path class=\"%s\" d=\"M%d %.1fH%d\"/>\n", i == 0 ? "axis" : "grid", svg_left, y, svg_right);
        fprintf(file, "<text class=\"loss\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.4g</text>\n", svg_left - 10,
            y + 4, chart_value(&chart->loss, height));
        fprintf(file, "<text class=\"accuracy\" x=\"%d\" y=\"%.1f\">%.4g</text>\n", svg_right + 10, y + 4,
            chart_value(&chart->accuracy, height));
    }
    const int step = (int)fmax(1, chart_nice_step(chart->epochs, 8));
    for (int epoch = 0; epoch <= chart->epochs; epoch += step) {
        const double x = svg_x(chart, epoch);
        fprintf(file, "<path class=\"axis\" d=\"M%.1f %dv5\"/>\n", x, svg_bottom);
        fprintf(file, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", x, svg_bottom + 21, epoch);
    }
    const int middle = (svg_top + svg_bottom) / 2;
    fprintf(file, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">epoch</text>\n", (svg_left + svg_right) / 2,
        svg_bottom + 46);
    fprintf(file, "<text class=\"loss\" transform=\"translate(24 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>\n",
        middle, chart->loss.axis);
    fprintf(file,
        "<text class=\"accuracy\" transform=\"translate(%d %d) rotate(90)\" text-anchor=\"middle\">%s</text>\n",
        svg_width - 24, middle, chart->accuracy.axis);
}

/* A curve, a dot at its end, and its line of the legend. */
static void svg_curve(
    FILE *file, const struct chart *chart, const struct chart_series *series, const char *style, double legend_x) {
    fprintf(file, "<path class=\"curve %s\" d=\"", style);
    for (int i = 0; i < chart->epochs; ++i) {
        fprintf(file, "%c%.1f %.1f", i == 0 ? 'M' : 'L', svg_x(chart, i + 1), svg_y(series, series->values[i]));
    }
    const double last = series->values[chart->epochs - 1];
    fprintf(file, "\"/>\n<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", style,
        svg_x(chart, chart->epochs), svg_y(series, last));
    fprintf(file, "<path class=\"curve %s\" d=\"M%.1f 62h24\"/>\n", style, legend_x);
    fprintf(file, "<text x=\"%.1f\" y=\"66\">%s, %.4g%s at the end</text>\n", legend_x + 32, series->name, last,
        series->unit);
}

/* Writes the picture; 0 if all of it could be written, otherwise -1 with errno set. */
static int chart_write_svg(const struct chart *chart, const char *path) {
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        return -1;
    }
    fprintf(file,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
        "<title>%s</title>\n"
        "<style>\n"
        "text { font: 13px 'DejaVu Sans', Verdana, sans-serif; fill: #444 }\n"
        ".grid { stroke: #e4e4e4 } .axis { stroke: #888 }\n"
        ".curve { fill: none; stroke-width: 2.2; stroke-linejoin: round }\n"
        "path.loss { stroke: #0072b2 } text.loss, circle.loss { fill: #0072b2 }\n"
        "path.accuracy { stroke: #d55e00 } text.accuracy, circle.accuracy { fill: #d55e00 }\n"
        "</style>\n"
        "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
        "<text x=\"%d\" y=\"34\" style=\"font-size: 17px; font-weight: bold; fill: #222\">%s</text>\n",
        svg_width, svg_height, svg_width, svg_height, chart->title, svg_left, chart->title);
    svg_axes(file, chart);
    svg_curve(file, chart, &chart->loss, "loss", svg_left);
    svg_curve(file, chart, &chart->accuracy, "accuracy", svg_left + 250);
    fprintf(file, "</svg>\n");
    const int failed = ferror(file);
    return fclose(file) != 0 || failed ? -1 : 0;
}

#endif /* CHART_H */
