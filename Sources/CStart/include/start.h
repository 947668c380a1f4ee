// What the tool does before any library of it starts; start.c runs it by itself, and nothing is called from here.
#pragma once
