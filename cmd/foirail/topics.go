package main

import (
	"embed"
	"fmt"
	"path"
	"strings"
)

// topicFiles are the pages for readers; doc/ links to them.
//
//go:embed help/*.md
var topicFiles embed.FS

// topicNames lists the pages that `foirail help TOPIC` can show, sorted.
func topicNames() []string {
	entries, err := topicFiles.ReadDir("help")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return names
}

// topicText gives one page, by its name.
func topicText(name string) (string, error) {
	text, err := topicFiles.ReadFile("help/" + name + ".md")
	if err != nil {
		return "", fmt.Errorf("no help topic %q, there are %s", name, strings.Join(topicNames(), ", "))
	}
	return string(text), nil
}
