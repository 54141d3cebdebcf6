package abi

import (
	"fmt"
	"strings"

	"plumbline/parse"
)

// signature names a function with its parameters: as a demangler prints it, or by its name.
func signature(f *Function) string {
	if f.Symbol != "" {
		return f.Symbol
	}
	return f.Name + "(" + strings.Join(paramTexts(f), ", ") + ")"
}

func paramTexts(f *Function) []string {
	var out []string
	for i := range f.Params {
		out = append(out, paramText(f, i))
	}
	if f.Variadic {
		out = append(out, "...")
	}
	return out
}

// paramText is the type of a parameter as the declaration writes it.
func paramText(f *Function, i int) string {
	return f.Params[i].Type.String()
}

// maxBrief is how many bytes of a text of the source a message shows.
const maxBrief = 160

// brief cuts what is too long for a message: findings have the whole text besides.
func brief(text string) string {
	if len(text) <= maxBrief {
		return text
	}
	return strings.ToValidUTF8(text[:maxBrief], "") + "..."
}

// callOf is a line of client code that calls a function.
func callOf(f *Function) string {
	args := make([]string, len(f.Params))
	for i := range f.Params {
		args[i] = argument(f, i)
	}
	list := strings.Join(args, ", ")
	name := lastOf(f.Name)
	switch {
	case f.Func == parse.FuncConstructor && f.Owner != nil:
		return fmt.Sprintf("%s object(%s);", f.Owner.Name, list)
	case f.Func == parse.FuncDestructor && f.Owner != nil:
		return fmt.Sprintf("void f(%s* object) { delete object; }", f.Owner.Name)
	case f.Owner != nil && !f.Static:
		return fmt.Sprintf("void f(%s& object) { object.%s(%s); }", f.Owner.Name, name, list)
	}
	return fmt.Sprintf("auto result = %s(%s);", f.Name, list)
}

// argument names an argument by the parameter's name.
func argument(f *Function, i int) string {
	if name := f.Params[i].Name; name != "" {
		return name
	}
	return fmt.Sprintf("arg%d", i+1)
}
