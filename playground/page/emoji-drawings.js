// The marks that tables and verdicts are made of, drawn as SVG so that they need no emoji font.

const disc = (colour, edge) => [
  ["circle", { cx: 10, cy: 10, r: 7.5, fill: colour, stroke: edge, "stroke-width": 1 }],
];
const path = (d, fill, stroke, width = 2) => ["path", { d, fill, stroke, "stroke-width": width }];
const square = (colour) => ["rect", { x: 1.5, y: 1.5, width: 17, height: 17, rx: 4, fill: colour }];
const GLASS = "M5 2h10v2c0 3-3 4.5-3 6s3 3 3 6v2H5v-2c0-3 3-4.5 3-6S5 7 5 4z";

/** Short code -> [tag, attributes] of each shape, in a 20x20 box. */
export const drawings = {
  large_green_circle: disc("#35b36a", "#22854c"),
  large_yellow_circle: disc("#f6c343", "#c9971c"),
  large_orange_circle: disc("#f2883a", "#c46316"),
  red_circle: disc("#e03c4f", "#ab2133"),
  large_blue_circle: disc("#4a90e2", "#2b6cb8"),
  large_purple_circle: disc("#a06bd6", "#7842b0"),
  white_circle: disc("#f4f4f5", "#a9aab0"),
  black_circle: disc("#3c3e44", "#85878f"),
  white_check_mark: [square("#35a866"), path("M5.5 10.5l3 3 6-7", "none", "#fff")],
  heavy_check_mark: [path("M3.5 10.5l4 4.5 9-11", "none", "#35a866", 2.6)],
  x: [path("M4 4l12 12M16 4L4 16", "none", "#e03c4f", 3.2)],
  warning: [
    path("M10 2.5L18.5 17h-17z", "#f9c932", "#c9971c", 1.2),
    path("M10 7.5v5M10 14.6v.2", "none", "#3b2f05", 1.9),
  ],
  exclamation: [path("M10 3v9M10 16.2v.3", "none", "#e03c4f", 3.6)],
  rotating_light: [
    path("M5 15v-4.5a5 5 0 0110 0V15z", "#e03c4f", "#ab2133", 1),
    path("M3 17h14", "none", "#6b7280", 2.6),
    path("M2 8l1.5.6M18 8l-1.5.6M5 3l1 1.4M15 3l-1 1.4M10 1.3v1.6", "none", "#f2883a", 1.5),
  ],
  hourglass_flowing_sand: [
    path(GLASS, "#fdf3d7", "#a5763a", 1.4),
    path("M6.5 16.5c1-2 6-2 7 0zM7.5 5.5h5L10 8.5z", "#e2a336", "none"),
  ],
  hourglass: [path(GLASS, "#fdf3d7", "#a5763a", 1.4), path("M6.3 16.5c0-4 7.4-4 7.4 0z", "#e2a336", "none")],
  no_entry: [...disc("#e03c4f", "#ab2133"), path("M5.800 10h8.4", "none", "#fff", 2.8)],
  no_entry_sign: [
    ["circle", { cx: 10, cy: 10, r: 7, fill: "none", stroke: "#e03c4f", "stroke-width": 2.4 }],
    path("M5.2 5.2l9.6 9.6", "none", "#e03c4f", 2.4),
  ],
  octagonal_sign: [
    path("M6.800 2.5h6.4l4.3 4.3v6.4l-4.3 4.3H6.800l-4.3-4.3V6.800z", "#e03c4f", "#ab2133", 1),
  ],
  mag: [
    ["circle", { cx: 8.5, cy: 8.5, r: 5.2, fill: "#d9ecfb", stroke: "#5b6472", "stroke-width": 1.8 }],
    path("M12.5 12.5l5 5", "none", "#5b6472", 2.6),
  ],
  gear: [
    ["circle", { cx: 10, cy: 10, r: 5.2, fill: "none", stroke: "#7b8494", "stroke-width": 3 }],
    path(
      "M10 1.5v3M10 15.5v3M1.5 10h3M15.5 10h3M4 4l2.1 2.1M13.900 13.900L16 16M4 16l2.1-2.1M13.900 6.1L16 4",
      "none",
      "#7b8494",
      2.4,
    ),
  ],
  strawberry: [
    path(
      "M10 18.5C6 17 3 12 3.5 8.5 4 5.5 8 5 10 6.5c2-1.5 6-1 6.5 2C17 12 14 17 10 18.5z",
      "#e23a50",
      "#ab2133",
      1,
    ),
    path(
      "M10 6.5C8 6.5 6 5.5 5.5 4c2-.5 3.3 0 4.5 1V2v3c1.2-1 2.5-1.5 4.5-1-.5 1.5-2.5 2.5-4.5 2.5z",
      "#3fa35b",
      "#2c7d43",
      1,
    ),
    path("M7 10v.2M10 11v.2M13 10v.2M8.5 13.5v.2M11.5 13.5v.2", "none", "#ffe08a", 1.4),
  ],
  computer: [
    [
      "rect",
      {
        x: 3,
        y: 4,
        width: 14,
        height: 9.5,
        rx: 1.2,
        fill: "#cfe3f7",
        stroke: "#5b6472",
        "stroke-width": 1.6,
      },
    ],
    path("M1.5 16h17", "none", "#5b6472", 2),
  ],
  desktop_computer: [
    [
      "rect",
      {
        x: 2,
        y: 3,
        width: 16,
        height: 10.5,
        rx: 1.2,
        fill: "#cfe3f7",
        stroke: "#5b6472",
        "stroke-width": 1.6,
      },
    ],
    path("M10 13.5v3M6 17h8", "none", "#5b6472", 2),
  ],
  arrows_counterclockwise: [
    square("#4a90e2"),
    path(
      "M14.5 8A5 5 0 006 6.5L5 7.5M5 4.5v3h3M5.5 12a5 5 0 008.5 1.5l1-1M15 15.5v-3h-3",
      "none",
      "#fff",
      1.6,
    ),
  ],
  construction: [
    [
      "rect",
      { x: 2, y: 5, width: 16, height: 6, rx: 1, fill: "#f9c932", stroke: "#8a6a10", "stroke-width": 1 },
    ],
    path("M5 5l4 6M10 5l4 6", "none", "#3b2f05", 2),
    path("M5 11v6M15 11v6", "none", "#6b7280", 1.8),
  ],
  bell: [
    path(
      "M4 14.5c1.5-1.5 1.5-3 1.5-5a4.5 4.5 0 019 0c0 2 0 3.5 1.5 5zM8.5 16.5h3",
      "#f6c343",
      "#a5763a",
      1.4,
    ),
  ],
  no_bell: [
    path(
      "M4 14.5c1.5-1.5 1.5-3 1.5-5a4.5 4.5 0 019 0c0 2 0 3.5 1.5 5zM8.5 16.5h3",
      "#f6c343",
      "#a5763a",
      1.4,
    ),
    path("M3 3l14 14", "none", "#e03c4f", 2.2),
  ],
  lock: [
    path("M6.5 9V6.5a3.5 3.5 0 017 0V9", "none", "#7b8494", 2),
    [
      "rect",
      { x: 4, y: 9, width: 12, height: 8.5, rx: 1.6, fill: "#f0b93a", stroke: "#a5763a", "stroke-width": 1 },
    ],
  ],
  unlock: [
    path("M6.5 9V6a3.5 3.5 0 016.800-1", "none", "#7b8494", 2),
    [
      "rect",
      { x: 4, y: 9, width: 12, height: 8.5, rx: 1.6, fill: "#f0b93a", stroke: "#a5763a", "stroke-width": 1 },
    ],
  ],
  key: [
    ["circle", { cx: 6.5, cy: 6.5, r: 3.5, fill: "none", stroke: "#d79b26", "stroke-width": 2.2 }],
    path("M9 9l8 8M14 14l2-2", "none", "#d79b26", 2.2),
  ],
  information_source: [square("#4a90e2"), path("M10 9v5.5M10 5.5v.3", "none", "#fff", 2.2)],
  question: [path("M6.5 7a3.5 3.5 0 117 0c0 2.5-3.5 2.5-3.5 5M10 16v.3", "none", "#e03c4f", 2.4)],
  bulb: [
    path(
      "M7 13c-1.800-1.2-2.800-3-2.800-5a5.800 5.800 0 0111.6 0c0 2-1 3.800-2.800 5z",
      "#fbd95b",
      "#c9971c",
      1.2,
    ),
    path("M7.5 15h5M8.3 17.3h3.4", "none", "#7b8494", 1.6),
  ],
  fire: [
    path(
      "M10 1.5c.5 3.5 5.5 5.5 5.5 10.5a5.5 5.5 0 01-11 0C4.5 9.5 6 8.5 6.5 6.5 8 7.5 8.5 8 8.5 9 10 7 10.5 4.5 10 1.5z",
      "#f2883a",
      "#c4501a",
      1,
    ),
    path("M10 10.5c.8 1.5 2.5 2.3 2.5 4a2.5 2.5 0 01-5 0c0-1.5 2-2.5 2.5-4z", "#fbd95b", "none"),
  ],
  zap: [path("M11.5 1.5L4 11.5h4.5L7.5 18.5 16 8h-5z", "#f9c932", "#c9971c", 1)],
  eyes: [
    ["ellipse", { cx: 6, cy: 10, rx: 3.8, ry: 5.5, fill: "#fff", stroke: "#7b8494", "stroke-width": 1.2 }],
    ["ellipse", { cx: 14, cy: 10, rx: 3.8, ry: 5.5, fill: "#fff", stroke: "#7b8494", "stroke-width": 1.2 }],
    ["circle", { cx: 5, cy: 10.8, r: 1.9, fill: "#3c3e44" }],
    ["circle", { cx: 13, cy: 10.8, r: 1.9, fill: "#3c3e44" }],
  ],
  wrench: [
    path(
      "M16.800 5.800l-2.6 2.6-2.6-2.6 2.6-2.6a4.3 4.3 0 00-5.5 5.5L2.700 14.700a1.800 1.800 0 002.6 2.6l6-6a4.3 4.3 0 005.5-5.5z",
      "#a7b0bd",
      "#5b6472",
      1,
    ),
  ],
  package: [
    path("M2.5 6L10 2.5 17.5 6v8L10 17.5 2.5 14z", "#d7a566", "#94662a", 1.2),
    path("M2.5 6L10 9.5 17.5 6M10 9.5v8", "none", "#94662a", 1.2),
  ],
  page_facing_up: [
    path("M5 2h7l3.5 3.5V18H5z", "#f7f8fa", "#7b8494", 1.2),
    path("M7.5 9h5.5M7.5 12h5.5M7.5 15h3.5", "none", "#7b8494", 1.2),
  ],
  tada: [
    path("M3 17.5L7.5 7l5.5 5.5z", "#f6c343", "#c9971c", 1),
    path("M9 5.5c0-2 2-2 1.5-4M14 11c2 0 2-2 4-1.5M11.5 8.5l4-4", "none", "#a06bd6", 1.6),
    path("M14.5 2.5v.2M17.5 6v.2M16 14.5v.2M6 3.5v.2", "none", "#e03c4f", 2),
  ],
  stopwatch: [
    ["circle", { cx: 10, cy: 11, r: 6.5, fill: "#f7f8fa", stroke: "#5b6472", "stroke-width": 1.8 }],
    path("M8 2h4M10 2v2.5M10 7.5V11l2 1.5", "none", "#5b6472", 1.8),
  ],
  link: [
    path(
      "M8.5 11.5a3 3 0 004.3 0l3-3a3 3 0 00-4.3-4.3l-1 1M11.5 8.5a3 3 0 00-4.3 0l-3 3a3 3 0 004.3 4.3l1-1",
      "none",
      "#7b8494",
      2,
    ),
  ],
  memo: [
    path("M4 2h9l3 3v13H4z", "#f7f8fa", "#7b8494", 1.2),
    path("M6.5 7h5M6.5 10h4M6.5 13h2.5", "none", "#7b8494", 1.2),
    path("M18 8l-6 6-1.5.8.5-1.8 6-6z", "#f6c343", "#a5763a", 1),
  ],
  hammer_and_wrench: [
    path("M4 4l12 12.5M3 6.5L6.5 3", "none", "#5b6472", 2.6),
    path("M16 4L4 16.5", "none", "#a7b0bd", 2.6),
    path("M13.5 2.5l1 3 3 1", "none", "#a7b0bd", 2),
  ],
  shield: [path("M10 2l6.5 2v5.5c0 4-2.8 6.8-6.5 8.5-3.7-1.7-6.5-4.5-6.5-8.5V4z", "#a7c7e8", "#4d78a8", 1.4)],
  snowflake: [path("M10 2v16M3 6l14 8M17 6L3 14M8 3.5l2 2 2-2M8 16.5l2-2 2 2", "none", "#4a90e2", 1.6)],
  speech_balloon: [path("M3 4h14v9.5H9.5L6 17v-3.5H3z", "#f7f8fa", "#7b8494", 1.4)],
  wave: [
    path(
      "M6.5 10.5L4.5 6.5M8.5 9L6.5 4M11 8L9.5 3.5M13.5 8.5L13 5M5.5 10c0 5 2.5 7.5 6 7 3-.5 4.5-3 4-6.5",
      "#f6c343",
      "#c9971c",
      2,
    ),
  ],
  arrow_right: [square("#4a90e2"), path("M5.5 10h9M10.5 6l4 4-4 4", "none", "#fff", 2)],
  arrow_up: [square("#4a90e2"), path("M10 14.5v-9M6 9.5l4-4 4 4", "none", "#fff", 2)],
  arrow_down: [square("#4a90e2"), path("M10 5.5v9M6 10.5l4 4 4-4", "none", "#fff", 2)],
  arrow_forward: [square("#4a90e2"), path("M7.5 5.5l6.5 4.5-6.5 4.5z", "#fff", "none")],
  double_vertical_bar: [square("#4a90e2"), path("M7.5 6v8M12.5 6v8", "none", "#fff", 2.6)],
  wastebasket: [
    path("M4 5.5h12M8 5V3h4v2M5.5 5.5l.8 12h7.4l.8-12M8.5 9v5.5M11.5 9v5.5", "#eef0f3", "#7b8494", 1.4),
  ],
  electric_plug: [path("M7 2v4M13 2v4M4.5 6h11v3a5.5 5.5 0 01-11 0zM10 14.5V18", "#a7b0bd", "#5b6472", 1.6)],
  pushpin: [
    path("M12 2l6 6-2 .5-3.5 3.5-.5 3.5-7.5-7.5 3.5-.5L11.5 4zM8 12l-5.5 5.5", "#e03c4f", "#ab2133", 1.2),
  ],
};
