"""The packages for Linux: a .deb on the system's WebKitGTK, a .tar.xz with Qt's engine inside."""
