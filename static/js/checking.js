// What the page of quotations to be checked uses.
import "./check-list.js";
