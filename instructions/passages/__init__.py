"""The passage library: authored, editable prose (topics) and lines that rhyme (verse), read, expanded and linted."""
