// The line icons of the page's own controls, as path data for a 20x20 box.

export const icons = {
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12 4l-6 6 6 6",
  home: "M3 9.5L10 4l7 5.5M5 8.5V16h10V8.5M8.5 16v-4h3v4",
  reply: "M4 4h12v9H9l-3.5 3v-3H4z",
  send: "M3.5 10L16.5 4l-4 12-3-5zM9.5 11l7-7",
  bolt: "M11.5 2.5L5 11.5h4l-1 6 7-9.5h-4.5z",
  eye: "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4",
  chevron: "M5.5 8l4.5 4.5L14.5 8",
  more: "M10 4.6v.1M10 10v.1M10 15.3v.1",
  file: "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15M7.5 10h5M7.5 13h5",
  picture: "M2.5 4h15v12h-15zM2.5 13l4.5-4 3.5 3 2.5-2 4.5 3.5M13 7.5v.1",
  down: "M10 4v12M5 11l5 5 5-5",
  shield: "M10 2.5l6 2v5c0 4-2.6 6.6-6 8-3.4-1.4-6-4-6-8v-5z",
};
