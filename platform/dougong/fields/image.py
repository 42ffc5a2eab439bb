"""A picture kept beside the record."""

from dougong.fields.file import FileType


class ImageType(FileType):
    """A file that is a picture, shown as one."""

    key = "image"
    widget = "image"
