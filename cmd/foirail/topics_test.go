package main

import (
	"strings"
	"testing"
)

func TestTopics(t *testing.T) {
	for _, name := range topicNames() {
		text, err := topicText(name)
		if err != nil || !strings.HasPrefix(text, "# ") {
			t.Errorf("topic %s: %v, begins with %.20q", name, err, text)
		}
	}
	if _, err := topicText("../main"); err == nil || !strings.Contains(err.Error(), "glossary") {
		t.Errorf("an unknown topic gives %v, which does not name the known ones", err)
	}
}
