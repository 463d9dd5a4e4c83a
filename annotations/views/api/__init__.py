"""The Web Annotation Protocol, https://www.w3.org/TR/annotation-protocol/, for programs."""
