// What every page wakes: small modules bound by data attributes, so partial updates need no second start.
import "./picker.js";
import "./grid.js";
import { start as keys } from "./keys.js";
import { start as neighbours } from "./neighbours.js";
import { start as palette } from "./palette.js";
import { start as filters } from "./filters.js";
import { start as chosen } from "./chosen.js";
import { start as cells } from "./cells.js";
import { start as place } from "./place.js";
import { start as columns } from "./columns.js";
import { start as arrange } from "./arrange.js";
import { start as bell } from "./bell.js";
import { start as board } from "./board.js";
import { start as files } from "./files.js";
import { start as forms } from "./form.js";
import { start as matrix } from "./matrix.js";
import { start as names } from "./names.js";
import { start as nav } from "./nav.js";
import { start as reasons } from "./reasons.js";
import { start as talk } from "./talk.js";
import { start as theme } from "./theme.js";
import { start as toasts } from "./toast.js";
import { start as why } from "./why.js";
import { start as widths } from "./widths.js";
import { start as wire } from "./wire.js";

document.documentElement.classList.add("dg-live");
for (const start of [wire, toasts, theme, keys, palette, nav, filters, chosen, cells, columns, widths, place, neighbours, arrange, board, forms, names, files, reasons, why, talk, bell, matrix]) start();
