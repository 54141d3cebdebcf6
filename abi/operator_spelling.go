package abi

import (
	"fmt"
	"strings"

	"plumbline/parse/opschema"
)

// cppNames are the C++ types of the base types that have one of their own, as torchgen
// names them (BaseTypeToCppMapping of torchgen/api/types/types.py).
var cppNames = map[string]string{
	"int": "int64_t", "float": "double", "bool": "bool", "str": "c10::string_view",
	"Generator": "at::Generator", "ScalarType": "at::ScalarType", "Dimname": "at::Dimname",
	"DimVector": "at::DimVector", "Layout": "at::Layout", "Device": "at::Device",
	"DeviceIndex": "at::DeviceIndex", "MemoryFormat": "at::MemoryFormat",
	"QScheme": "at::QScheme", "Storage": "at::Storage", "Stream": "at::Stream",
}

// demangled are the names that torchgen uses as a demangler prints them, for trees that
// don't tell; what is missing prints as it is.
var demangled = map[string]string{
	"int64_t":        "long",
	"at::ScalarType": "c10::ScalarType", "at::Layout": "c10::Layout", "at::Device": "c10::Device",
	"at::DeviceIndex": "signed char", "at::DimVector": "c10::SmallVector<long, 5u>",
	"at::MemoryFormat": "c10::MemoryFormat", "at::QScheme": "c10::QScheme",
	"at::Storage": "c10::Storage", "at::Stream": "c10::Stream", "at::Scalar": "c10::Scalar",
	"at::TensorOptions": "c10::TensorOptions", "at::ArrayRef": "c10::ArrayRef",
	"at::IntArrayRef": "c10::ArrayRef<long>", "c10::SymIntArrayRef": "c10::ArrayRef<c10::SymInt>",
	"at::OptionalIntArrayRef":    "c10::OptionalArrayRef<long>",
	"at::OptionalSymIntArrayRef": "c10::OptionalArrayRef<c10::SymInt>",
	"at::TensorList":             "c10::ArrayRef<at::Tensor>", "at::DimnameList": "c10::ArrayRef<at::Dimname>",
	"at::ITensorListRef": "c10::IListRef<at::Tensor>",
}

// resolve prints a name that torchgen uses as a demangler prints what it stands for.
func (sp *spelling) resolve(name string) string {
	if sp.opts.Resolve != nil {
		if text, ok := sp.opts.Resolve(name); ok {
			return text
		}
	}
	if name == "c10::string_view" {
		return sp.opts.Torchgen.StringView
	}
	if text, ok := demangled[name]; ok {
		return text
	}
	return name
}

// template prints a template with one type argument; c++filt sets closing brackets apart.
func (sp *spelling) template(name, arg string) string {
	if strings.HasSuffix(arg, ">") {
		arg += " "
	}
	return sp.resolve(name) + "<" + arg + ">"
}

func (sp *spelling) optional(elem string) string {
	return sp.template(sp.opts.Torchgen.Optional, elem)
}

func constRef(t string) string { return t + " const&" }

// argument is the type of a parameter (argument_type of torchgen/api/cpp.py).
func (sp *spelling) argument(a *opschema.Argument, g *generated, symint bool) (string, error) {
	return sp.typ(a.Type, usage{mutable: a.Writes() && !g.constRef, listRef: g.listRef, symint: symint})
}

// usage is what decides on a type besides itself.
type usage struct{ mutable, listRef, symint bool }

// typ is argumenttype_type of torchgen/api/cpp.py.
func (sp *spelling) typ(t *opschema.Type, u usage) (string, error) {
	if text, ok := sp.value(t, u); ok {
		return text, nil
	}
	switch {
	case t.Is("Tensor"):
		if u.mutable {
			return sp.resolve("at::Tensor") + "&", nil
		}
		return constRef(sp.resolve("at::Tensor")), nil
	case t.Is("Scalar"):
		return constRef(sp.resolve("at::Scalar")), nil
	case t.Kind == opschema.Optional:
		return sp.optionalArgument(t.Elems[0], u)
	case t.Kind == opschema.List:
		return sp.listArgument(t, u)
	}
	return "", fmt.Errorf("no C++ type is known for %s", t)
}

// value is valuetype_type of torchgen/api/cpp.py: types that look the same wherever they
// stand; false for others.
func (sp *spelling) value(t *opschema.Type, u usage) (string, bool) {
	switch t.Kind {
	case opschema.Base:
		if t.Name == "SymInt" {
			if u.symint {
				return sp.resolve("c10::SymInt"), true
			}
			return sp.resolve("int64_t"), true
		}
		name, ok := cppNames[t.Name]
		return sp.resolve(name), ok
	case opschema.Optional:
		elem, ok := sp.value(t.Elems[0], u)
		return sp.optional(elem), ok
	case opschema.List:
		if t.Elems[0].Is("bool") && t.Size >= 0 {
			return fmt.Sprintf("std::array<bool, %dul>", t.Size), true
		}
	}
	return "", false
}

func (sp *spelling) optionalArgument(elem *opschema.Type, u usage) (string, error) {
	switch {
	case elem.Is("Tensor") && u.mutable:
		return sp.resolve("at::Tensor") + "&", nil
	case elem.Is("Tensor"):
		return constRef(sp.optional(sp.resolve("at::Tensor"))), nil
	case elem.Is("Scalar"):
		return constRef(sp.optional(sp.resolve("at::Scalar"))), nil
	case elem.Kind == opschema.List && elem.Elems[0].Is("SymInt") && u.symint:
		return sp.resolve("at::OptionalSymIntArrayRef"), nil
	case elem.Kind == opschema.List && (elem.Elems[0].Is("int") || elem.Elems[0].Is("SymInt")):
		return sp.resolve("at::OptionalIntArrayRef"), nil
	}
	text, err := sp.typ(elem, u)
	return sp.optional(text), err
}

func (sp *spelling) listArgument(t *opschema.Type, u usage) (string, error) {
	elem := t.Elems[0]
	switch {
	case elem.Is("SymInt") && u.symint:
		return sp.resolve("c10::SymIntArrayRef"), nil
	case elem.Is("int") || elem.Is("SymInt"):
		return sp.resolve("at::IntArrayRef"), nil
	case elem.Is("Tensor") && u.listRef:
		return constRef(sp.resolve("at::ITensorListRef")), nil
	case elem.Is("Tensor"):
		return sp.resolve("at::TensorList"), nil
	case elem.Is("Scalar"):
		return sp.template("at::ArrayRef", sp.resolve("at::Scalar")), nil
	case elem.Is("Dimname"):
		return sp.resolve("at::DimnameList"), nil
	case elem.Kind == opschema.Optional && elem.Elems[0].Is("Tensor"):
		return constRef(sp.template("c10::List", sp.optional(sp.resolve("at::Tensor")))), nil
	case elem.Is("bool") && t.Size < 0:
		return "", fmt.Errorf("a list of bool needs a size")
	}
	text, err := sp.typ(elem, u)
	return sp.template("at::ArrayRef", text), err
}
