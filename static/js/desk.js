// What every page uses.
import "./announcer.js";
import "./copy-field.js";
import "./menus.js";
import "./submit-keys.js";
