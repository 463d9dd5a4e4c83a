// What pages with the form of a note use.
import "./tag-list.js";
