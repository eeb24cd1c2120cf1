// What heat maps have in common: their colours, and how gnuplot draws their cells.
#pragma once

namespace squares {

// From pale to deep blue, for a share from 0 to 1; as 0xRRGGBB.
int heat_colour(double share);
// Of a label that is legible on it.
const char* heat_label_colour(double share);

// Draws a cell for each line "x y colour" of $map.
constexpr const char* heat_cells =
    "plot $map using 1:2:($1-0.48):($1+0.48):($2-0.47):($2+0.47):3 with boxxyerror fs solid 1 noborder lc rgb "
    "variable\n";

}  // namespace squares
