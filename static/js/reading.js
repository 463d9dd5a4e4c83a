// What the reading page uses.
import "./help-dialog.js";
import "./linked-notes.js";
import "./margin-notes.js";
import "./mark-bar.js";
import "./marking-keys.js";
import "./note-errors.js";
import "./note-focus.js";
import "./note-steps.js";
import "./quote-keys.js";
import "./quote-notes.js";
import "./speaker-card.js";
import "./speaker-labels.js";
import "./tag-list.js";
